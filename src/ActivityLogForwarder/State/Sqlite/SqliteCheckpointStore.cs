using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>The state as one SQLite file with a write-ahead log beside it. See <c>docs/decisions/state.md</c>.</summary>
public sealed class SqliteCheckpointStore : ICheckpointStore
{
    private readonly string _path;
    private readonly SqliteReaders _readers;
    private readonly SqliteWriter? _writer;
    private readonly StateLock? _lock;
    private int _disposed;

    private SqliteCheckpointStore(string path, SqliteWriter? writer, StateLock? held)
    {
        _path = path;
        _readers = new SqliteReaders(path);
        _writer = writer;
        _lock = held;
    }

    public long SizeInBytes => Length(_path) + Length(_path + "-wal");

    public long DeadLetterBytes => _readers.Read(reader => reader.DeadLetterBytes());

    /// <summary>Opens the state for <c>run</c>, which holds it until the store is disposed.</summary>
    /// <param name="path">The file; it is made, mode 0600, where it is missing, and its folder, mode 0700.</param>
    /// <param name="expectExisting">Whether a missing or empty state is an error rather than a first start.</param>
    /// <param name="clock">Tells the time that the lock file names.</param>
    /// <exception cref="StateException">The state cannot be used; it is as it was.</exception>
    public static SqliteCheckpointStore Open(string path, bool expectExisting, TimeProvider clock) =>
        Open(path, expectExisting, clock, SqliteMigrations.Current);

    internal static SqliteCheckpointStore Open(string path, bool expectExisting, TimeProvider clock, SqliteMigrations migrations)
    {
        if (expectExisting)
            StateFolder.Find(path);
        path = StateFolder.Prepare(path);
        var (held, connection, _) = SqliteOpening.Open(path, clock, migrations);
        if (expectExisting && SqliteImport.IsEmpty(connection))
        {
            connection.Dispose();
            held.Dispose();
            throw StateFolder.Empty(path);
        }

        return new SqliteCheckpointStore(path, new SqliteWriter(path, connection), held);
    }

    /// <summary>Fills a state that is missing or empty, whole or not at all.</summary>
    /// <exception cref="StateException">There is a state already, it cannot be written, or the records cannot be read.</exception>
    public static void Import(string path, IEnumerable<StateRecord> records, TimeProvider clock)
    {
        path = StateFolder.Prepare(path);
        var (held, connection, isNew) = SqliteOpening.Open(path, clock, SqliteMigrations.Current);
        var isWritten = false;
        try
        {
            if (!SqliteImport.IsEmpty(connection))
                throw new StateException($"The state {path} is not empty: move it away, or set state.path to a file that does not exist yet.");
            using var import = new SqliteImport(connection);
            SqliteFiles.Execute(connection, "BEGIN IMMEDIATE");
            import.Write(records);
            SqliteFiles.Execute(connection, "COMMIT");
            isWritten = true;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            throw new StateException("The export names something twice; nothing was imported.", exception);
        }
        catch (SqliteException exception)
        {
            throw SqliteInspection.Explain(exception, path);
        }
        finally
        {
            // Closing rolls back what was not committed.
            connection.Dispose();
            if (isNew && !isWritten)
                File.Delete(path);
            held.Dispose();
        }
    }

    /// <summary>
    /// Opens the state to look at it, beside a <c>run</c>, whose commits it shows, or without one. What would change the
    /// state throws <see cref="NotSupportedException"/>.
    /// </summary>
    /// <exception cref="StateException">There is no state, or it cannot be used; it is as it was.</exception>
    public static SqliteCheckpointStore OpenReadOnly(string path)
    {
        path = StateFolder.Find(path);
        var store = new SqliteCheckpointStore(path, null, null);
        try
        {
            store._readers.Read(reader =>
            {
                SqliteInspection.CheckIdentity(reader.Connection, path, SqliteMigrations.Current);
                SqliteInspection.RefuseOlder(reader.Connection, path, SqliteMigrations.Current);
                return true;
            });
            return store;
        }
        catch (Exception)
        {
            store._readers.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Leaves a job in the state beside a <c>run</c> that holds it, which carries it out.
    /// </summary>
    /// <exception cref="StateException">There is no state, or it cannot be used.</exception>
    public static Job LeaveJob(string path, Job job)
    {
        path = StateFolder.Find(path);
        SqliteInspection.CheckIdentity(path, SqliteMigrations.Current);
        try
        {
            using var connection = SqliteFiles.OpenForWriting(path);
            SqliteInspection.RefuseOlder(connection, path, SqliteMigrations.Current);
            SqliteFiles.Execute(connection, "BEGIN IMMEDIATE");
            var number = new SqliteRepairStatements(connection).SaveJob(job);
            SqliteFiles.Execute(connection, "COMMIT");
            return job with { Number = number };
        }
        catch (SqliteException exception)
        {
            throw SqliteInspection.Explain(exception, path);
        }
    }

    public IReadOnlyList<LaneState> Lanes() => _readers.Read(reader => reader.Lanes());

    public LaneState? Find(LaneKey lane) => _readers.Read(reader => reader.Find(lane));

    public async ValueTask<LaneState> BeginAsync(LaneKey lane, DateTime startFrom, CancellationToken cancellationToken)
    {
        var cursor = StoredTime.Seconds(Window.FloorToSecond(startFrom));
        await Writer.BeginAsync(lane, cursor, cancellationToken).ConfigureAwait(false);
        return Find(lane)!;
    }

    public async ValueTask CommitAsync(LaneCommit commit, CancellationToken cancellationToken)
    {
        if (commit.DeadLetters.Any(letter => letter.Payload is null || letter.Lane != commit.Lane))
            throw new ArgumentException("A dead letter has a payload and belongs to the lane of its commit.", nameof(commit));
        // Once it returns, by whatever way, the writer does not look at the parts again.
        using var settled = SettledParts.Of(commit.Settled);
        await Writer.CommitAsync(commit, settled, cancellationToken).ConfigureAwait(false);
    }

    public void LoadSettled(LaneKey lane, Window window, SettledIds into) => _readers.Read(reader =>
    {
        reader.LoadSettled(lane, window, into);
        return true;
    });

    public IReadOnlyList<LedgerRow> Ledger(LaneKey lane, Window window) => _readers.Read(reader => reader.Ledger(lane, window));

    public IReadOnlyList<LaneTotals> Totals() => _readers.Read(reader => reader.Totals());

    public IReadOnlyDictionary<LaneKey, LaneReport> Reports() => _readers.Read(reader => reader.Reports());

    public async ValueTask ReportAsync(IReadOnlyDictionary<LaneKey, LaneReport> reports, CancellationToken cancellationToken) =>
        await Writer.ReportAsync(reports, cancellationToken).ConfigureAwait(false);

    public IReadOnlyList<Gap> Gaps() => _readers.Read(reader => reader.Gaps());

    public IReadOnlyList<ExplainedDifference> Explained(LaneKey lane, Window window) => _readers.Read(reader => reader.Explained(lane, window));

    public async ValueTask RewindAsync(LaneKey lane, DateTime hour, CancellationToken cancellationToken) =>
        await Writer.RewindAsync(lane, StoredTime.Hour(hour), cancellationToken).ConfigureAwait(false);

    public async ValueTask ResolveDeadLettersAsync(IReadOnlyList<long> numbers, SettledAs how, CancellationToken cancellationToken) =>
        await Writer.ResolveDeadLettersAsync(numbers, how, cancellationToken).ConfigureAwait(false);

    public IReadOnlyList<Job> Jobs() => _readers.Read(reader => reader.Jobs());

    public async ValueTask<Job> SaveJobAsync(Job job, CancellationToken cancellationToken) =>
        await Writer.SaveJobAsync(job, cancellationToken).ConfigureAwait(false);

    public IReadOnlyList<DeadLetter> DeadLetters() => _readers.Read(reader => reader.DeadLetters());

    public DeadLetter? FindDeadLetter(long number) => _readers.Read(reader => reader.FindDeadLetter(number));

    public async ValueTask PruneAsync(DateTime settledBefore, DateTime ledgerBefore, CancellationToken cancellationToken) =>
        await Writer.PruneAsync(StoredTime.Hour(settledBefore), StoredTime.Hour(ledgerBefore), cancellationToken).ConfigureAwait(false);

    public async ValueTask RemoveAsync(LaneKey lane, CancellationToken cancellationToken) =>
        await Writer.RemoveAsync(lane, cancellationToken).ConfigureAwait(false);

    public async ValueTask RenameSinkAsync(string from, string to, CancellationToken cancellationToken) =>
        await Writer.RenameSinkAsync(from, to, cancellationToken).ConfigureAwait(false);

    public IEnumerable<StateRecord> Export()
    {
        using var connection = OpenReader();
        using var records = SqliteExport.Read(connection).GetEnumerator();
        while (true)
        {
            try
            {
                if (!records.MoveNext())
                    yield break;
            }
            catch (Exception exception) when (SqliteInspection.IsUnreadable(exception))
            {
                throw SqliteInspection.Explain(exception, _path);
            }

            yield return records.Current;
        }
    }

    public IReadOnlyList<string> FindDamage()
    {
        using var connection = OpenReader();
        try
        {
            return SqliteDamage.Find(connection);
        }
        catch (Exception exception) when (SqliteInspection.IsUnreadable(exception))
        {
            throw SqliteInspection.Explain(exception, _path);
        }
    }

    /// <summary>Writes the commits that wait, merges the log into the file and gives the state free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _readers.Dispose();
        if (_writer is not null)
            await _writer.DisposeAsync().ConfigureAwait(false);
        _lock?.Dispose();
    }

    private SqliteWriter Writer => _writer ?? throw new NotSupportedException($"The state {_path} was opened to be read only.");

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    private SqliteConnection OpenReader()
    {
        try
        {
            return SqliteFiles.OpenForReading(_path);
        }
        catch (SqliteException exception)
        {
            throw SqliteInspection.Explain(exception, _path);
        }
    }
}
