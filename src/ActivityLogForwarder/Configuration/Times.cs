using System.Globalization;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration;

/// <summary>
/// Points in time as the configuration and the command line write them: RFC 3339, a date (its first second, UTC), a
/// duration back from now, <c>now</c> or <c>beginning</c>.
/// </summary>
public static class Times
{
    /// <summary>Roughly the form, as a regular expression for the whole text: the schema's, not the reader's.</summary>
    public const string Expression =
        "now|beginning|" + Durations.Expression + @"|[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2}))?";

    /// <summary>Reads a point in time; <see cref="StartTime.Resolve"/> turns it into one on the calendar.</summary>
    public static bool TryParse(string text, out StartTime time)
    {
        time = new StartTime(null, TimeSpan.Zero);
        if (text == "now")
            return true;
        if (text == "beginning")
        {
            time = new StartTime(DateTime.UnixEpoch, null);
            return true;
        }

        if (Durations.TryParse(text, out var back))
        {
            time = new StartTime(null, back);
            return true;
        }

        if (!TryInstant(text, out var at))
            return false;
        time = new StartTime(at, null);
        return true;
    }

    private static bool TryInstant(string text, out DateTime at) =>
        DateTime.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at)
        || Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out at);
}
