using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>
/// Lets lanes that ask for the same window at about the same time share one walk: those that ask while it is under
/// way wait for it, those that ask soon after get what it read.
/// </summary>
public sealed class ReadCache : IDisposable
{
    /// <summary>Bytes of reads kept for lanes that come later.</summary>
    public const long MaxKeptBytes = 6 * 1024 * 1024;

    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<(Contract, Window), Entry> _entries = [];
    private readonly Queue<Entry> _kept = new();
    private readonly int _readers;
    private readonly TimeProvider _clock;
    private long _keptBytes;

    /// <param name="readers">
    /// How many sinks read, at most. A read is kept no longer than until as many have had it, so not at all for one.
    /// </param>
    /// <param name="clock">The clock.</param>
    public ReadCache(int readers, TimeProvider clock)
    {
        _readers = readers;
        _clock = clock;
    }

    /// <summary>The read of the window: one under way, one just done, or a new one. The caller disposes it.</summary>
    public async Task<WindowRead> GetAsync(
        Contract contract, Window window, Func<Task<WindowRead>> read, CancellationToken cancellationToken)
    {
        Entry entry;
        var isNew = false;
        lock (_lock)
        {
            DropOld();
            if (_entries.TryGetValue((contract, window), out var known) && known.Read is { } done && done.TryShare())
            {
                known.Taken++;
                DropOld();
                return done;
            }

            isNew = known is not { Read: null };
            entry = isNew ? _entries[(contract, window)] = new Entry((contract, window)) : known!;
            entry.Waiting++;
        }

        // Outside the lock, and until its first answer is awaited on this thread: it ends through the entry.
        if (isNew)
            _ = RunAsync(entry, read);
        try
        {
            return await entry.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                // Our share was made when the read was done; if it is not yet, none will be made for us.
                if (entry.Read is null)
                    entry.Waiting--;
                else
                    entry.Read.Dispose();
            }

            throw;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            while (_kept.Count > 0)
                Drop();
        }
    }

    private async Task RunAsync(Entry entry, Func<Task<WindowRead>> read)
    {
        WindowRead result;
        try
        {
            result = await read().ConfigureAwait(false);
            lock (_lock)
                Keep(entry, result);
        }
        catch (Exception exception)
        {
            lock (_lock)
                _entries.Remove(entry.Key);
            // Whoever waits for it is told; nobody else is here to be.
            entry.Done.SetException(exception);
            return;
        }

        entry.Done.SetResult(result);
    }

    private void Keep(Entry entry, WindowRead result)
    {
        // The read comes with one holder: the cache.
        for (var i = 0; i < entry.Waiting; i++)
            result.TryShare();
        entry.Read = result;
        entry.Taken = entry.Waiting;
        entry.DoneAt = _clock.GetTimestamp();
        _kept.Enqueue(entry);
        _keptBytes += result.Bytes;
        DropOld();
    }

    private void DropOld()
    {
        while (_kept.TryPeek(out var oldest)
            && (_readers < 2 || oldest.Taken >= _readers || _keptBytes > MaxKeptBytes || _clock.GetElapsedTime(oldest.DoneAt) > KeepFor))
            Drop();
    }

    private void Drop()
    {
        var entry = _kept.Dequeue();
        if (_entries.GetValueOrDefault(entry.Key) == entry)
            _entries.Remove(entry.Key);
        _keptBytes -= entry.Read!.Bytes;
        entry.Read.Dispose();
    }

    private sealed class Entry((Contract, Window) key)
    {
        public (Contract, Window) Key => key;

        /// <summary>Ends with the walk.</summary>
        public TaskCompletionSource<WindowRead> Done { get; } = new();

        public int Waiting { get; set; }

        /// <summary>How often it was handed out.</summary>
        public int Taken { get; set; }

        public WindowRead? Read { get; set; }

        public long DoneAt { get; set; }
    }
}
