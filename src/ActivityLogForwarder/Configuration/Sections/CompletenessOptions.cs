using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>How long it is known what was delivered: the section <c>completeness</c>.</summary>
public sealed record CompletenessOptions
{
    internal static readonly Option Description = new("completeness", OptionKind.Group, "How long it is known what was delivered.")
    {
        Group = new OptionGroup(
        [
            new("recheckEvery", OptionKind.Duration, "How often the last recheckWindow is compared with the API.")
                { Default = "1h", Min = "1s", Max = "7d" },
            new("recheckWindow", OptionKind.Duration, "How long the ids of delivered events are kept, 16 bytes each; at least overlap.")
                { Default = "48h", Min = "1m", Max = "90d" },
            new("keep", OptionKind.Duration, "How long the counts of each hour are kept; at least recheckWindow.")
                { Default = "400d", Min = "1h", Max = "3650d" },
        ])
        {
            Check = (values, report) =>
            {
                if (values.Duration("keep") < values.Duration("recheckWindow"))
                    report("keep", "must not be shorter than recheckWindow");
            },
        },
    };

    /// <summary>How often the last <see cref="RecheckWindow"/> is compared with the API.</summary>
    public TimeSpan RecheckEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the ids of settled events are kept.</summary>
    public TimeSpan RecheckWindow { get; init; } = TimeSpan.FromHours(48);

    /// <summary>How long the ledger's hours are kept.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(400);

    internal static CompletenessOptions From(OptionValues values) => new()
    {
        RecheckEvery = values.Duration("recheckEvery"),
        RecheckWindow = values.Duration("recheckWindow"),
        Keep = values.Duration("keep"),
    };
}
