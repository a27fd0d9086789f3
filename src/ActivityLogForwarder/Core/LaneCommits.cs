namespace ActivityLogForwarder.Core;

/// <summary>
/// Writes down what a lane has settled. Where the sink recognises repeats, a commit may be on its way while the lane goes on: what is settled
/// meanwhile goes into the next one, so that several batches share a sync of the disk. One commit of a lane is on its way at a time, so that none is
/// written whose predecessor failed. To be called in the lane's turn.
/// </summary>
/// <param name="lane">The lane.</param>
/// <param name="cursor">Where its cursor stands on the disk.</param>
/// <param name="counts">Where what has been written is counted.</param>
/// <param name="write">Writes one: <see cref="ICheckpointStore.CommitAsync"/>.</param>
internal sealed class LaneCommits(LaneKey lane, DateTime cursor, LaneCounts counts, Func<LaneCommit, CancellationToken, ValueTask> write)
{
    private readonly Lock _lock = new();

    // Lent while something is on its way: thousands of lanes have one each, and few deliver at a time.
    private List<SettledEvent> _waiting = [];
    private List<SettledEvent> _written = [];

    private DateTime? _waitingCursor;
    private DateTime _now;
    private bool _isWriting;
    private bool _hasFailed;
    private volatile Task? _writing;

    /// <summary>Where the cursor stands on the disk; to be looked at when nothing is on its way.</summary>
    public DateTime Cursor { get; set; } = cursor;

    /// <summary>Whether something may not be on the disk yet.</summary>
    public bool IsPending => _writing is { IsCompletedSuccessfully: false };

    /// <summary>Writes a commit, behind all that was added; it is on the disk on return.</summary>
    /// <exception cref="StateException">It could not be written, or something before it; nothing of it has been.</exception>
    public async Task WriteAsync(LaneCommit commit)
    {
        await DrainAsync().ConfigureAwait(false);
        // What a sink has accepted is written down even while the program stops.
        await write(commit, CancellationToken.None).ConfigureAwait(false);
        Wrote(commit);
    }

    /// <summary>Takes what was settled, to be written within moments; waits only while more than <paramref name="room"/> events do.</summary>
    /// <param name="settled">The events; the caller's again on return.</param>
    /// <param name="now">When.</param>
    /// <param name="to">The cursor's new place; null: it stays.</param>
    /// <param name="room">How many events may wait.</param>
    /// <exception cref="StateException">Something before it could not be written; all that waited is forgotten.</exception>
    public Task AddAsync(List<SettledEvent> settled, DateTime now, DateTime? to, int room)
    {
        bool isFirst;
        lock (_lock)
        {
            if (_hasFailed)
                return DrainAsync();
            isFirst = !_isWriting;
            if (isFirst)
                (_waiting, _written, _isWriting) = (SpareLists<SettledEvent>.Take(), SpareLists<SettledEvent>.Take(), true);
            _waiting.AddRange(settled);
            (_now, _waitingCursor) = (now, to ?? _waitingCursor);
            if (!isFirst)
                return _waiting.Count <= room ? Task.CompletedTask : DrainAsync();
        }

        _writing = WriteAllAsync();
        return Task.CompletedTask;
    }

    /// <summary>Returns when all that was added is on the disk.</summary>
    /// <exception cref="StateException">Something could not be written; it and what waited behind it are forgotten.</exception>
    public async Task DrainAsync()
    {
        if (_writing is not { } writing)
            return;
        try
        {
            await writing.ConfigureAwait(false);
        }
        finally
        {
            _writing = null;
            _hasFailed = false;
        }
    }

    private async Task WriteAllAsync()
    {
        try
        {
            while (Next() is { } commit)
            {
                await write(commit, CancellationToken.None).ConfigureAwait(false);
                Wrote(commit);
            }
        }
        catch
        {
            lock (_lock)
            {
                End();
                _hasFailed = true;
            }

            throw;
        }
    }

    private LaneCommit? Next()
    {
        lock (_lock)
        {
            _written.Clear();
            if (_waiting.Count == 0 && _waitingCursor is null)
            {
                End();
                return null;
            }

            (_waiting, _written) = (_written, _waiting);
            var commit = new LaneCommit(lane, _now) { Settled = _written, Cursor = _waitingCursor, MayWait = true };
            _waitingCursor = null;
            return commit;
        }
    }

    private void End()
    {
        SpareLists<SettledEvent>.Return(_waiting);
        SpareLists<SettledEvent>.Return(_written);
        (_waiting, _written, _waitingCursor, _isWriting) = ([], [], null, false);
    }

    private void Wrote(LaneCommit commit)
    {
        Cursor = commit.Cursor ?? Cursor;
        counts.New += commit.Settled.Count;
        counts.DeadLetters += commit.DeadLetters.Count;
    }
}
