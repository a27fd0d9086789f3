using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>
/// The only one who writes: a thread that takes all that waits into one transaction, so that one sync of the disk
/// serves them all.
/// </summary>
internal sealed class WriteLoop : IAsyncDisposable
{
    // At full speed some seven batches are delivered meanwhile.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly Action<IReadOnlyList<WriteWork>> _write;
    private readonly WriteQueue _queue;
    private readonly Task _loop;

    /// <param name="write">
    /// Writes all of it in one transaction, or nothing and throws <see cref="StateException"/>, whatever it was: whoever
    /// waits must learn of it, and the loop must live for the next.
    /// </param>
    /// <param name="patience">For how long work that may wait is kept back; null: 20 ms.</param>
    public WriteLoop(Action<IReadOnlyList<WriteWork>> write, TimeSpan? patience = null)
    {
        _write = write;
        _queue = new WriteQueue(patience ?? Patience);
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether all that waited when it was disposed is written.</summary>
    public bool HasEnded => _loop.IsCompleted;

    /// <summary>Returns when it is on the disk.</summary>
    /// <param name="write">Writes it, in the loop's thread.</param>
    /// <param name="cancellationToken">Takes it back while it waits.</param>
    /// <param name="mayWait">Whether it may be kept back for a while, as long as nothing comes that may not.</param>
    /// <exception cref="StateException">It could not be written.</exception>
    /// <exception cref="ObjectDisposedException">Nothing more is taken; thrown at once.</exception>
    public Task WriteAsync(Action write, CancellationToken cancellationToken, bool mayWait = false)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        var work = new WriteWork(write);
        _queue.Add(work, mayWait);
        return work.WaitAsync(cancellationToken);
    }

    /// <summary>Writes what waits and takes nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Complete();
        await _loop.ConfigureAwait(false);
    }

    private void Run()
    {
        var group = new List<WriteWork>();
        while (_queue.TakeAll(ref group))
        {
            group.RemoveAll(work => !work.TryTake());
            WriteGroup(group);
        }
    }

    private void WriteGroup(List<WriteWork> group)
    {
        if (group.Count == 0 || TryWrite(group) is not { } failure)
            return;
        if (group.Count == 1)
        {
            group[0].Fail(failure);
            return;
        }

        // One of them may be the cause: each gets a transaction of its own.
        foreach (var work in group)
        {
            if (TryWrite([work]) is { } own)
                work.Fail(own);
        }
    }

    private StateException? TryWrite(IReadOnlyList<WriteWork> works)
    {
        try
        {
            _write(works);
        }
        catch (StateException e)
        {
            return e;
        }

        foreach (var work in works)
            work.Complete();
        return null;
    }
}
