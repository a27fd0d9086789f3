namespace ActivityLogForwarder.Core;

/// <summary>What a job does.</summary>
public enum JobKind
{
    Backfill,
    Repair,
    Rewind,
    Replay,
    Discard,
    Prune,
}

/// <summary>How far a job is.</summary>
public enum JobStatus
{
    Pending,
    Running,
    Done,
    Failed,
}

/// <summary>
/// Something that changes the state and that a command asks for. It is written down first and then carried out by
/// whoever holds the state: a running forwarder, or the command itself. It may be begun again after a crash.
/// </summary>
/// <param name="Kind">What to do.</param>
/// <param name="Arguments">With what; <see cref="JobArguments"/> as JSON.</param>
public sealed record Job(JobKind Kind, string Arguments)
{
    /// <summary>Given by the store, rising; 0 for a new one.</summary>
    public long Number { get; init; }

    public JobStatus Status { get; init; }

    /// <summary>How far it is; <see cref="JobProgress"/> as JSON.</summary>
    public string Progress { get; init; } = "{}";

    /// <summary>One line for the operator when it ended; null before.</summary>
    public string? Outcome { get; init; }

    public bool IsFinished => Status is JobStatus.Done or JobStatus.Failed;
}

/// <summary>What a job is about; what a kind of job does not need is left at its default.</summary>
/// <param name="Contracts">Only these contracts; empty: all.</param>
/// <param name="Sinks">Only these sinks; empty: all.</param>
/// <param name="From">Backfill, repair: the first second.</param>
/// <param name="To">Backfill, repair: the end; rewind: where to.</param>
/// <param name="Again">Backfill: also what is delivered already. Repair: compare every hour by its ids.</param>
/// <param name="Numbers">Replay, discard: the dead letters; empty: all.</param>
/// <param name="Lanes">Prune: what is taken away.</param>
public sealed record JobArguments(
    IReadOnlyList<string> Contracts, IReadOnlyList<string> Sinks, DateTime From = default, DateTime To = default,
    bool Again = false, IReadOnlyList<long>? Numbers = null, IReadOnlyList<LaneKey>? Lanes = null)
{
    public bool Takes(Lane lane) =>
        (Contracts.Count == 0 || Contracts.Contains(lane.Contract.Number)) && (Sinks.Count == 0 || Sinks.Contains(lane.Route.Name));
}

/// <summary>How far a job is.</summary>
/// <param name="Events">Events delivered by it.</param>
/// <param name="Done">Of <paramref name="Total"/>, how much is done: seconds of log, or dead letters.</param>
/// <param name="Total">All there is to do; 0 while it is not known.</param>
public sealed record JobProgress(long Events, long Done, long Total);
