using ActivityLogForwarder.Core;
using LiteDB;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>
/// The state as one LiteDB file: a single collection and a single writer, since writers of several collections can
/// damage the file. Whoever opens it has it alone, whether to write or to look.
/// </summary>
public sealed class LiteDbCheckpointStore : ICheckpointStore
{
    private readonly string _path;
    private readonly StateLock _lock;
    private readonly bool _isReadOnly;
    private readonly Lock _turn = new();
    private readonly WriteLoop _loop;
    private LiteDbFile _file;
    private int _disposed;

    private LiteDbCheckpointStore(string path, LiteDbFile file, StateLock held, bool isReadOnly)
    {
        (_path, _file, _lock, _isReadOnly) = (path, file, held, isReadOnly);
        _loop = new WriteLoop(Write);
    }

    public long SizeInBytes => new FileInfo(_path).Length + new FileInfo(LiteDbFile.LogOf(_path)) switch { { Exists: true } log => log.Length, _ => 0 };

    public long DeadLetterBytes => Read(_ => _file.Range("d", "d" + LiteDbKeys.Last).Sum(letter => letter["size"].AsInt64));

    private LiteDbReading Reading => new(_file);

    private LiteDbCommits Commits => new(_file);

    private LiteDbRepairs Repairs => new(_file);

    private LiteDbRemoval Removal => new(_file);

    /// <summary>Opens the state for <c>run</c>.</summary>
    /// <param name="path">The file; it is made, mode 0600, where it is missing, and its folder, mode 0700.</param>
    /// <param name="expectExisting">Whether a missing or empty state is an error rather than a first start.</param>
    /// <param name="clock">Tells the time that the lock file names.</param>
    /// <exception cref="StateException">The state cannot be used.</exception>
    public static LiteDbCheckpointStore Open(string path, bool expectExisting, TimeProvider clock)
    {
        if (expectExisting)
            StateFolder.Find(path);
        path = StateFolder.Prepare(path);
        var (held, file, _) = LiteDbOpening.Open(path, clock);
        if (!expectExisting || new LiteDbReading(file).LaneDocuments().Any())
            return new LiteDbCheckpointStore(path, file, held, isReadOnly: false);
        file.Dispose();
        held.Dispose();
        throw StateFolder.Empty(path);
    }

    /// <summary>Opens the state to look at it, while nobody else has it.</summary>
    /// <exception cref="StateException">There is no state, it cannot be used, or somebody has it.</exception>
    public static LiteDbCheckpointStore OpenReadOnly(string path)
    {
        path = StateFolder.Find(path);
        var (held, file, _) = LiteDbOpening.OpenShared(path, () => LiteDbOpening.Open(path, TimeProvider.System));
        return new LiteDbCheckpointStore(path, file, held, isReadOnly: true);
    }

    /// <summary>Fills a state that is missing or empty, whole or not at all.</summary>
    /// <exception cref="StateException">There is a state already, it cannot be written, or the records cannot be read.</exception>
    public static void Import(string path, IEnumerable<StateRecord> records, TimeProvider clock)
    {
        path = StateFolder.Prepare(path);
        var (held, file, isNew) = LiteDbOpening.Open(path, clock);
        var isWritten = false;
        try
        {
            var reading = new LiteDbReading(file);
            if (reading.LaneDocuments().Any() || reading.Jobs().Any(job => !job.IsFinished))
                throw new StateException($"The state {path} is not empty: move it away, or set state.path to a file that does not exist yet.");
            file.Begin();
            new LiteDbImport(file).Write(records);
            file.Commit();
            isWritten = true;
        }
        finally
        {
            if (!isWritten)
                file.RollBack();
            file.Dispose();
            if (isNew && !isWritten)
            {
                File.Delete(path);
                File.Delete(LiteDbFile.LogOf(path));
            }

            held.Dispose();
        }
    }

    /// <summary>A state that a <c>run</c> has is not shared: no job can be left in it.</summary>
    /// <exception cref="StateException">Always; it says what to do.</exception>
    public static Job LeaveJob(string path, Job job) => throw LiteDbOpening.InUse(path);

    public IReadOnlyList<LaneState> Lanes() => Read(reading => reading.Lanes());

    public LaneState? Find(LaneKey lane) => Read(reading => reading.Find(lane));

    public async ValueTask<LaneState> BeginAsync(LaneKey lane, DateTime startFrom, CancellationToken cancellationToken)
    {
        await WriteAsync(() => Commits.Begin(lane, StoredTime.Seconds(Window.FloorToSecond(startFrom))), cancellationToken).ConfigureAwait(false);
        return Find(lane)!;
    }

    public async ValueTask CommitAsync(LaneCommit commit, CancellationToken cancellationToken)
    {
        if (commit.DeadLetters.Any(letter => letter.Payload is null || letter.Lane != commit.Lane))
            throw new ArgumentException("A dead letter has a payload and belongs to the lane of its commit.", nameof(commit));
        using var settled = SettledParts.Of(commit.Settled);
        await WriteAsync(() => Commits.Commit(commit, settled), cancellationToken, commit.MayWait).ConfigureAwait(false);
    }

    public void LoadSettled(LaneKey lane, Window window, SettledIds into) => Read(reading =>
    {
        reading.LoadSettled(lane, window, into);
        return true;
    });

    public IReadOnlyList<LedgerRow> Ledger(LaneKey lane, Window window) => Read(reading => reading.Ledger(lane, window));

    public IReadOnlyList<LaneTotals> Totals() => Read(IReadOnlyList<LaneTotals> (reading) =>
    {
        var letters = reading.Letters().CountBy(letter => letter.Lane).ToDictionary();
        return [.. reading.LaneDocuments().Select(lane => new LaneTotals(lane.Key, lane.Document["delivered"].AsInt64, letters.GetValueOrDefault(lane.Key)))
            .OrderBy(total => total.Lane.Contract, StringComparer.Ordinal).ThenBy(total => total.Lane.Sink, StringComparer.Ordinal)];
    });

    public IReadOnlyDictionary<LaneKey, LaneReport> Reports() => Read(reading => reading.LaneDocuments()
        .Where(lane => lane.Document["held"].AsBoolean || !lane.Document["error"].IsNull)
        .ToDictionary(lane => lane.Key, lane => new LaneReport(
            lane.Document["held"].AsBoolean, lane.Document["error"].IsNull ? null : lane.Document["error"].AsString,
            lane.Document["errorAt"].IsNull ? null : new DateTime(lane.Document["errorAt"].AsInt64, DateTimeKind.Utc))));

    public ValueTask ReportAsync(IReadOnlyDictionary<LaneKey, LaneReport> reports, CancellationToken cancellationToken) => WriteAsync(
        () =>
        {
            foreach (var (lane, report) in reports)
                Commits.Report(lane, report);
        },
        cancellationToken);

    public IReadOnlyList<Gap> Gaps() => Read(IReadOnlyList<Gap> (reading) =>
        [.. reading.LaneDocuments().SelectMany(lane => reading.Spans('g', lane.Document["number"].AsInt64).Select(span => new Gap(lane.Key, span)))]);

    public IReadOnlyList<DeadLetter> DeadLetters() => Read(IReadOnlyList<DeadLetter> (reading) => [.. reading.Letters()]);

    public DeadLetter? FindDeadLetter(long number) => Read(reading => reading.FindLetter(number));

    public IReadOnlyList<ExplainedDifference> Explained(LaneKey lane, Window window) => Read(reading => reading.Explained(lane, window));

    public ValueTask RewindAsync(LaneKey lane, DateTime hour, CancellationToken cancellationToken) =>
        WriteAsync(() => Repairs.Rewind(lane, StoredTime.Hour(hour)), cancellationToken);

    public ValueTask ResolveDeadLettersAsync(IReadOnlyList<long> numbers, SettledAs how, CancellationToken cancellationToken) => WriteAsync(
        () =>
        {
            foreach (var number in numbers)
                Repairs.ResolveDeadLetter(number, how);
        },
        cancellationToken);

    public IReadOnlyList<Job> Jobs() => Read(reading => reading.Jobs());

    public async ValueTask<Job> SaveJobAsync(Job job, CancellationToken cancellationToken)
    {
        var number = 0L;
        await WriteAsync(() => number = Repairs.SaveJob(job), cancellationToken).ConfigureAwait(false);
        return job with { Number = number };
    }

    public ValueTask PruneAsync(DateTime settledBefore, DateTime ledgerBefore, CancellationToken cancellationToken) =>
        WriteAsync(() => Removal.Prune(StoredTime.Hour(settledBefore), StoredTime.Hour(ledgerBefore)), cancellationToken);

    public ValueTask RemoveAsync(LaneKey lane, CancellationToken cancellationToken) => WriteAsync(() => Removal.Remove(lane), cancellationToken);

    public ValueTask RenameSinkAsync(string from, string to, CancellationToken cancellationToken) => WriteAsync(() => Removal.RenameSink(from, to), cancellationToken);

    /// <summary>Read while it is enumerated: one instant's picture as long as this process commits nothing meanwhile, as no other can.</summary>
    public IEnumerable<StateRecord> Export()
    {
        using var records = Reading.Export().GetEnumerator();
        while (true)
        {
            try
            {
                if (!records.MoveNext())
                    yield break;
            }
            catch (Exception exception) when (exception is not ObjectDisposedException)
            {
                throw LiteDbOpening.Explain(exception, _path);
            }

            yield return records.Current;
        }
    }

    public IReadOnlyList<string> FindDamage()
    {
        try
        {
            return Read(IReadOnlyList<string> (reading) =>
            [
                .. reading.Letters().Select(letter => reading.FindLetter(letter.Number)!)
                    .Where(letter => letter.Payload!.Length != _file.Find(LiteDbKeys.Numbered('d', letter.Number))!["size"].AsInt64)
                    .Select(letter => FormattableString.Invariant($"the payload of dead letter {letter.Number} is not whole")),
            ]);
        }
        catch (StateException exception)
        {
            return [exception.Message];
        }
    }

    /// <summary>Writes the commits that wait, merges the log into the file and gives the state free.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _loop.DisposeAsync().ConfigureAwait(false);
        lock (_turn)
            _file.Dispose();
        _lock.Dispose();
    }

    private T Read<T>(Func<LiteDbReading, T> read)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0 && _loop.HasEnded, this);
            try
            {
                return read(Reading);
            }
            catch (Exception exception) when (exception is not ObjectDisposedException)
            {
                throw LiteDbOpening.Explain(exception, _path);
            }
        }
    }

    private async ValueTask WriteAsync(Action write, CancellationToken cancellationToken, bool mayWait = false)
    {
        if (_isReadOnly)
            throw new NotSupportedException($"The state {_path} was opened to be read only.");
        await _loop.WriteAsync(write, cancellationToken, mayWait).ConfigureAwait(false);
    }

    private void Write(IReadOnlyList<WriteWork> works)
    {
        lock (_turn)
        {
            try
            {
                _file.Begin();
                foreach (var work in works)
                    work.Write();
                _file.Commit();
            }
            catch (Exception e)
            {
                // LiteDB may have closed itself; opened again, the file is as the last commit left it.
                throw Unwritable(e, Reopen(e));
            }
        }
    }

    private StateException Unwritable(Exception failure, Exception cause) => new(
        IsFull(failure)
            ? $"The state {_path} could not be written, the disk is full: make room; the next commit tries again."
            : $"The state {_path} could not be written ({failure.GetType().Name}): look after the disk; the next commit tries again.",
        cause);

    // errno ENOSPC, as IOException.HResult carries it, and Windows' ERROR_DISK_FULL.
    private static bool IsFull(Exception? failure) =>
        failure is not null && (failure is IOException { HResult: 28 or unchecked((int)0x80070070) } || IsFull(failure.InnerException));

    private Exception Reopen(Exception cause)
    {
        try
        {
            _file.Dispose();
            _file = new LiteDbFile(_path);
            return cause;
        }
        catch (Exception e)
        {
            // A damaged page makes LiteDB stumble in many ways; the next commit tries again.
            return new AggregateException(cause, e);
        }
    }
}
