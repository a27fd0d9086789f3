using System.Globalization;

namespace ActivityLogForwarder.Configuration;

/// <summary>
/// Durations as the configuration and the command line write them: one number, which may have decimals, and one unit
/// (<c>250ms 30s 5m 2h 7d</c>), up to <see cref="Max"/>.
/// </summary>
public static class Durations
{
    /// <summary>The form, as a regular expression for the whole text.</summary>
    public const string Expression = @"[0-9]+(\.[0-9]+)?(ms|s|m|h|d)";

    /// <summary>A hundred years of 365 days: longer ones would leave the calendar when taken off a time.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(36_500);

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay),
    ];

    /// <summary>Reads a duration, cut to 100 ns. False also for one without its unit, a sign or white space.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (!UnitNumber.TryParse(text, Units, StringComparison.Ordinal, out var ticks) || ticks > Max.Ticks)
            return false;
        duration = TimeSpan.FromTicks(ticks);
        return true;
    }

    /// <summary>Writes a duration in the largest unit that needs no decimals; below a millisecond with decimals.</summary>
    public static string Format(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (duration == TimeSpan.Zero)
            return "0s";
        var (unit, ticks) = Units.LastOrDefault(unit => duration.Ticks % unit.Ticks == 0, Units[0]);
        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)duration.Ticks / ticks}{unit}");
    }
}
