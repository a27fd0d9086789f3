using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>What <c>/metrics</c> shows: the section <c>metrics</c>.</summary>
public sealed record MetricsOptions
{
    internal static readonly Option Description = new("metrics", OptionKind.Group, "What /metrics shows.")
    {
        Group = new OptionGroup(
        [
            new("perContract", OptionKind.Boolean, "Whether the contract label stays above 200 contracts.") { Default = "false" },
        ]),
    };

    /// <summary>Whether the contract label stays above 200 contracts.</summary>
    public bool PerContract { get; init; }

    internal static MetricsOptions From(OptionValues values) => new() { PerContract = values.Boolean("perContract") };
}
