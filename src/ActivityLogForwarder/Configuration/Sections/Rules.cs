using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>What the sections' rules have in common.</summary>
internal static class Rules
{
    /// <summary>What names of accounts and sinks look like: they stand in metrics, paths and logs as they are.</summary>
    public static readonly OptionPattern Name = new(
        "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", "1 to 64 letters, digits, '_', '.' or '-', beginning with a letter or digit");

    /// <summary>Contract numbers are opaque: leading zeros count, and 20 digits occur.</summary>
    public static readonly OptionPattern ContractNumber = new("[0-9]{1,64}", "a contract number of digits only");

    /// <summary>One rule of several: one that asks for a value which did not parse does not keep the others from running.</summary>
    public static void Attempt(Action rule) => ParsedValues.Attempt(rule);

    /// <summary>Reports each text of a list that stands there a second time.</summary>
    public static void NoRepeats(OptionValues values, string key, Action<string, string> report) => Attempt(() =>
    {
        var seen = new HashSet<string>();
        foreach (var (text, i) in values.Texts(key).Select((text, i) => (text, i)))
        {
            if (!seen.Add(text))
                report(Paths.Item(key, i), $"{Paths.Quote(text)} is named twice; leave one out");
        }
    });
}
