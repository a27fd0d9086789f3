using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.State;
using ActivityLogForwarder.State.Sqlite;

namespace ActivityLogForwarder.Composition;

/// <summary>Opens the configured checkpoint store.</summary>
public static class Stores
{
    private static readonly StoreKind Sqlite = new(
        SqliteCheckpointStore.Open, SqliteCheckpointStore.OpenReadOnly, SqliteCheckpointStore.Import, SqliteCheckpointStore.LeaveJob);

    /// <summary>For <c>run</c>: takes the lock, creates what is missing.</summary>
    /// <exception cref="StateException">The state cannot be used.</exception>
    public static ICheckpointStore Open(StateOptions options, TimeProvider clock) =>
        KindOf(options).Open(options.Path, options.ExpectExisting, clock);

    /// <summary>Fills a state that is missing or empty.</summary>
    /// <exception cref="StateException">There is a state already, or it cannot be written.</exception>
    public static void Import(StateOptions options, IEnumerable<StateRecord> records, TimeProvider clock) =>
        KindOf(options).Import(options.Path, records, clock);

    /// <summary>Leaves a job beside a running forwarder, which carries it out.</summary>
    /// <exception cref="StateException">The state cannot be used, or there is none.</exception>
    public static Job LeaveJob(StateOptions options, Job job) => KindOf(options).LeaveJob(options.Path, job);

    /// <summary>Whether a process holds the state.</summary>
    public static bool IsHeld(StateOptions options) => StateLock.IsHeld(options.Path);

    /// <summary>For commands that only look, beside a running forwarder or without one.</summary>
    /// <exception cref="StateException">The state cannot be used, or there is none.</exception>
    public static ICheckpointStore OpenReadOnly(StateOptions options) => KindOf(options).OpenReadOnly(options.Path);

    private static StoreKind KindOf(StateOptions options) => OptionalStores.All.GetValueOrDefault(options.Store, Sqlite);
}
