using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>Writes to a state file by one connection, in one loop.</summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommitStatements _commits;
    private readonly SqliteRepairStatements _repairs;
    private readonly SqlitePruning _pruning;
    private readonly SqliteRemoval _removal;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly WriteLoop _loop;

    /// <param name="path">The file, for messages.</param>
    /// <param name="connection">A connection of the writer's own; disposed with it.</param>
    public SqliteWriter(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
        SqliteFiles.WaitLong(connection);
        _commits = new SqliteCommitStatements(connection);
        _repairs = new SqliteRepairStatements(connection);
        _pruning = new SqlitePruning(connection);
        _removal = new SqliteRemoval(connection);
        _begin = new SqliteStatement(connection, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(connection, "COMMIT");
        _loop = new WriteLoop(Write);
    }

    public Task BeginAsync(LaneKey lane, long cursor, CancellationToken cancellationToken) =>
        WriteAsync(() => _commits.Begin(lane, cursor), cancellationToken);

    public Task CommitAsync(LaneCommit commit, SettledParts settled, CancellationToken cancellationToken) =>
        _loop.WriteAsync(() => _commits.Commit(commit, settled), cancellationToken, commit.MayWait);

    public Task ReportAsync(IReadOnlyDictionary<LaneKey, LaneReport> reports, CancellationToken cancellationToken) =>
        WriteAsync(
            () =>
            {
                foreach (var (lane, report) in reports)
                    _commits.Report(lane, report);
            },
            cancellationToken);

    public Task RewindAsync(LaneKey lane, long hour, CancellationToken cancellationToken) =>
        WriteAsync(() => _repairs.Rewind(lane, hour), cancellationToken);

    public Task ResolveDeadLettersAsync(IReadOnlyList<long> numbers, SettledAs how, CancellationToken cancellationToken) =>
        WriteAsync(
            () =>
            {
                foreach (var number in numbers)
                    _repairs.ResolveDeadLetter(number, how);
            },
            cancellationToken);

    public async Task<Job> SaveJobAsync(Job job, CancellationToken cancellationToken)
    {
        var number = 0L;
        await WriteAsync(() => number = _repairs.SaveJob(job), cancellationToken).ConfigureAwait(false);
        return job with { Number = number };
    }

    /// <summary>Forgets in portions, between which commits have their turn.</summary>
    public async Task PruneAsync(long settledBefore, long ledgerBefore, CancellationToken cancellationToken)
    {
        var more = true;
        while (more)
            await WriteAsync(() => more = _pruning.Forget(settledBefore, ledgerBefore), cancellationToken).ConfigureAwait(false);
        await ShrinkAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a lane away in portions.</summary>
    public async Task RemoveAsync(LaneKey lane, CancellationToken cancellationToken)
    {
        for (var more = true; more;)
            await WriteAsync(() => more = _removal.Remove(lane), cancellationToken).ConfigureAwait(false);
        await ShrinkAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task RenameSinkAsync(string from, string to, CancellationToken cancellationToken) =>
        WriteAsync(() => _removal.RenameSink(from, to), cancellationToken);

    /// <summary>Writes what waits and takes nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        _begin.Dispose();
        _commit.Dispose();
        _commits.Dispose();
        _pruning.Dispose();
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ShrinkAsync(CancellationToken cancellationToken)
    {
        for (var more = true; more;)
            await WriteAsync(() => more = _pruning.Shrink(), cancellationToken).ConfigureAwait(false);
    }

    private Task WriteAsync(Action write, CancellationToken cancellationToken) => _loop.WriteAsync(write, cancellationToken);

    private void Write(IReadOnlyList<WriteWork> works)
    {
        try
        {
            _begin.Execute();
            foreach (var work in works)
                work.Write();
            _commit.Execute();
        }
        catch (Exception e)
        {
            RollBack();
            throw Unwritable(e);
        }
    }

    private void RollBack()
    {
        // After some errors, a full disk among them, SQLite has rolled back by itself.
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            _ = raw.sqlite3_exec(_connection.Handle, "ROLLBACK");
    }

    private StateException Unwritable(Exception cause) => cause switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => new StateException(
            $"The state {_path} could not be written, the disk is full: make room; the next commit tries again.", cause),
        SqliteException e => new StateException(
            $"The state {_path} could not be written (SQLite error {e.SqliteExtendedErrorCode}): look after the disk; the next commit tries again.", cause),
        _ => new StateException($"The state {_path} could not be written ({cause.GetType().Name}).", cause),
    };
}
