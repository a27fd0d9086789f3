using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration;

/// <summary>
/// The one description of all options. Reading, defaults, errors, suggestions, environment overrides and the JSON
/// Schema all follow it.
/// </summary>
public static class ConfigurationDescription
{
    /// <summary>The root's keys, for a program with the given kinds of sinks and formats.</summary>
    public static OptionGroup Of(IReadOnlyList<SinkType> sinkTypes, IReadOnlyList<string> formats) => new(
    [
        SourceSection.Description,
        AccountsSection.Description,
        StateOptions.Description,
        CompletenessOptions.Description,
        DeadLetterOptions.Description,
        HttpOptions.Description,
        LogOptions.Description,
        MetricsOptions.Description,
        OtlpOptions.Description,
        SinksSection.Describe(sinkTypes, formats),
    ])
    { Check = Assignment.Check };
}
