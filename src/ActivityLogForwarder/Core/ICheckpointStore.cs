namespace ActivityLogForwarder.Core;

/// <summary>One contract's way to one sink, known by names: what a cursor belongs to.</summary>
public readonly record struct LaneKey(string Contract, string Sink)
{
    public override string ToString() => $"{Contract}/{Sink}";
}

/// <summary>
/// The forwarder's memory. What is committed survives <c>kill -9</c> and a power loss. Safe for concurrent use; one
/// writer puts all commits that wait into one transaction.
/// </summary>
public interface ICheckpointStore : IAsyncDisposable
{
    /// <summary>Size of the state on disk, in bytes.</summary>
    long SizeInBytes { get; }

    /// <summary>Bytes of the payloads set aside, of all lanes.</summary>
    long DeadLetterBytes { get; }

    /// <summary>All lanes ever begun, those of sinks no longer configured included.</summary>
    IReadOnlyList<LaneState> Lanes();

    /// <summary>The lane's cursor and covered ranges; null for a lane never begun.</summary>
    LaneState? Find(LaneKey lane);

    /// <summary>Begins a lane at the given second: its cursor stands there and nothing is covered yet.</summary>
    ValueTask<LaneState> BeginAsync(LaneKey lane, DateTime startFrom, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the commit durable, whole or not at all; returns when it is. Cancelling takes back a commit that still
    /// waits; one that is being written is written.
    /// </summary>
    /// <exception cref="ArgumentException">The lane was never begun, or the cursor would move backwards.</exception>
    /// <exception cref="StateException">It could not be written; nothing of it has been. The next may succeed.</exception>
    ValueTask CommitAsync(LaneCommit commit, CancellationToken cancellationToken);

    /// <summary>
    /// Adds to <paramref name="into"/> the keys settled in the lane whose event time lies in the window, possibly
    /// with neighbours, and all those without a readable time.
    /// </summary>
    void LoadSettled(LaneKey lane, Window window, SettledIds into);

    /// <summary>The ledger's rows of the lane for the hours that touch the window, in order; hours without events have none.</summary>
    IReadOnlyList<LedgerRow> Ledger(LaneKey lane, Window window);

    /// <summary>What each lane has delivered and has set aside, for all lanes ever begun.</summary>
    IReadOnlyList<LaneTotals> Totals();

    /// <summary>What was wrong with each lane when the forwarder last said so; lanes of which all was well have none.</summary>
    IReadOnlyDictionary<LaneKey, LaneReport> Reports();

    /// <summary>Writes down what is wrong with lanes, for those who look from outside; lanes never begun are passed over.</summary>
    /// <exception cref="StateException">It could not be written; nothing of it has been.</exception>
    ValueTask ReportAsync(IReadOnlyDictionary<LaneKey, LaneReport> reports, CancellationToken cancellationToken);

    /// <summary>The seconds of which not everything could be read, of all lanes.</summary>
    IReadOnlyList<Gap> Gaps();

    /// <summary>Dead letters in the order in which they were set aside, without their payload.</summary>
    IReadOnlyList<DeadLetter> DeadLetters();

    /// <summary>One dead letter with its payload; null if there is none of that number.</summary>
    DeadLetter? FindDeadLetter(long number);

    /// <summary>Differences explained of spans that lie in the window.</summary>
    IReadOnlyList<ExplainedDifference> Explained(LaneKey lane, Window window);

    /// <summary>
    /// Moves the lane's cursor to the given hour. What was settled, counted and covered from there on is forgotten; if
    /// the hour lies ahead, what is between stays uncovered.
    /// </summary>
    ValueTask RewindAsync(LaneKey lane, DateTime hour, CancellationToken cancellationToken);

    /// <summary>
    /// Takes dead letters away and counts their events as delivered or discarded instead. Numbers that are gone already
    /// are passed over.
    /// </summary>
    ValueTask ResolveDeadLettersAsync(IReadOnlyList<long> numbers, SettledAs how, CancellationToken cancellationToken);

    /// <summary>Jobs in the order in which they were left, finished ones included.</summary>
    IReadOnlyList<Job> Jobs();

    /// <summary>Writes a job down, new (number 0) or changed.</summary>
    /// <returns>The job with its number.</returns>
    ValueTask<Job> SaveJobAsync(Job job, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets the ids settled of hours before <paramref name="settledBefore"/> and before that of the lane's cursor, as far as they are covered (what is
    /// not will be read again), those without a readable time by when they were delivered, and the ledger's rows of hours before <paramref name="ledgerBefore"/>.
    /// </summary>
    ValueTask PruneAsync(DateTime settledBefore, DateTime ledgerBefore, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a lane away with all that belongs to it, its dead letters included; one that is not there is passed over.
    /// Cut short, it leaves a lane that covers nothing, and may be begun again.
    /// </summary>
    ValueTask RemoveAsync(LaneKey lane, CancellationToken cancellationToken);

    /// <summary>Gives all that belongs to one sink to another, at once.</summary>
    /// <exception cref="ArgumentException">Both have lanes.</exception>
    ValueTask RenameSinkAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>The whole state as one instant shows it, read while it is enumerated.</summary>
    IEnumerable<StateRecord> Export();

    /// <summary>What is wrong with the file and with what lies in it, a line each; empty: nothing.</summary>
    IReadOnlyList<string> FindDamage();
}

/// <summary>A lane's sums.</summary>
/// <param name="Lane">Contract and sink.</param>
/// <param name="Delivered">Events delivered since the lane was begun.</param>
/// <param name="DeadLetters">Events set aside, and neither replayed nor discarded since.</param>
public sealed record LaneTotals(LaneKey Lane, long Delivered, long DeadLetters);

/// <summary>The state cannot be used: unwritable, corrupt, foreign, newer, or held by another process.</summary>
/// <param name="message">One line that names the file and the cure.</param>
/// <param name="innerException">The cause, if an exception was it.</param>
public sealed class StateException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether another process holds the state.</summary>
    public bool IsHeld { get; init; }
}
