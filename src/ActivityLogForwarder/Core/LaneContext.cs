namespace ActivityLogForwarder.Core;

/// <summary>What all lanes share.</summary>
public sealed record LaneContext(
    IEventSource Source, ICheckpointStore Store, ForwarderMetrics Metrics, ILogger Log, TimeProvider Clock)
{
    /// <summary>How far back late events are looked for at the head.</summary>
    public required TimeSpan Overlap { get; init; }

    /// <summary>For how long settled ids can be relied on to be known; the store may keep them longer.</summary>
    public required TimeSpan IdsKept { get; init; }

    /// <summary>Behind by more than this, a lane lags and lets live ones go first.</summary>
    public required TimeSpan LiveWithin { get; init; }

    /// <summary>Bytes of dead letters at which sinks are held.</summary>
    public required long MaxDeadLetterBytes { get; init; }
}
