using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Source;

namespace ActivityLogForwarder.Configuration;

/// <summary>The whole configuration, checked.</summary>
public sealed record ForwarderOptions
{
    public required SourceOptions Source { get; init; }

    /// <summary>At least one; no contract is named in two of them.</summary>
    public required IReadOnlyList<AccountOptions> Accounts { get; init; }

    public required StateOptions State { get; init; }

    public required CompletenessOptions Completeness { get; init; }

    public required DeadLetterOptions DeadLetters { get; init; }

    /// <summary>Null: no endpoints.</summary>
    public required HttpOptions? Http { get; init; }

    public required LogOptions Log { get; init; }

    public required MetricsOptions Metrics { get; init; }

    /// <summary>Null: nothing is exported.</summary>
    public required OtlpOptions? Otlp { get; init; }

    /// <summary>At least one, in the order of the file.</summary>
    public required IReadOnlyList<SinkOptions> Sinks { get; init; }

    internal static ForwarderOptions From(OptionValues values, IReadOnlyList<SinkType> sinkTypes) => new()
    {
        Source = SourceSection.From(values.Group("source")!),
        Accounts = [.. values.Groups("accounts").Select(account => AccountsSection.From(account.Key, account.Value))],
        State = StateOptions.From(values.Group("state")!),
        Completeness = CompletenessOptions.From(values.Group("completeness")!),
        DeadLetters = DeadLetterOptions.From(values.Group("deadLetters")!),
        Http = values.IsGiven("http") ? HttpOptions.From(values.Group("http")!) : null,
        Log = LogOptions.From(values.Group("log")!),
        Metrics = MetricsOptions.From(values.Group("metrics")!),
        Otlp = values.IsGiven("otlp") ? OtlpOptions.From(values.Group("otlp")!) : null,
        Sinks = [.. values.Groups("sinks").Select(sink => SinksSection.From(sink.Key, sink.Value, sinkTypes))],
    };
}
