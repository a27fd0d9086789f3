namespace ActivityLogForwarder.Core;

/// <summary>How the pump runs.</summary>
public sealed record PumpOptions
{
    public required TimeSpan PollInterval { get; init; }

    public required TimeSpan MaxPollInterval { get; init; }

    /// <summary>Where a lane without a cursor begins, seen from the given now.</summary>
    public required Func<DateTime, DateTime> StartFrom { get; init; }

    /// <summary>How long settled ids are kept.</summary>
    public required TimeSpan RecheckWindow { get; init; }

    /// <summary>How often what is settled is compared with the API.</summary>
    public required TimeSpan RecheckEvery { get; init; }

    /// <summary>How long the ledger is kept.</summary>
    public required TimeSpan Keep { get; init; }
}
