using System.Collections.Concurrent;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>
/// The files a sink writes to. Each is lent to one batch at a time; of those not lent, only the last used stay open.
/// </summary>
/// <param name="options">What files are opened with.</param>
/// <param name="limit">Files kept open.</param>
internal sealed class OpenFiles(FileSinkOptions options, int limit)
{
    // Each writer appends at the end that it has seen: two sinks upon one file would overwrite each other.
    private static readonly ConcurrentDictionary<string, OpenFiles> Owners = new(StringComparer.Ordinal);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _uses;
    private bool _isDisposed;

    /// <summary>Number of files held, open or about to be.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>Runs the action with the file, once no other batch uses it.</summary>
    /// <exception cref="SinkException">Another sink writes to the file.</exception>
    public async Task UseAsync(string path, Action<AppendFile> action, CancellationToken cancellationToken)
    {
        var entry = Acquire(path);
        try
        {
            await entry.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                action(entry.File);
            }
            finally
            {
                entry.Turn.Release();
            }
        }
        finally
        {
            Release(entry);
        }
    }

    /// <summary>Closes all files; those lent just now when they come back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var entry in _entries.Values.Where(entry => entry.Users == 0).ToList())
                Remove(entry);
        }
    }

    private Entry Acquire(string path)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_entries.TryGetValue(path, out var entry))
            {
                if (Owners.GetOrAdd(path, this) != this)
                    throw new SinkException("file-in-use", "Another sink writes to the same file; give each a path of its own.");
                _entries[path] = entry = new Entry(path, new AppendFile(path, options));
            }

            entry.Users++;
            entry.LastUse = ++_uses;
            return entry;
        }
    }

    private void Release(Entry entry)
    {
        lock (_lock)
        {
            entry.Users--;
            if (_isDisposed && entry.Users == 0)
                Remove(entry);
            else if (_entries.Count > limit && _entries.Values.Where(idle => idle.Users == 0).MinBy(idle => idle.LastUse) is { } oldest)
                Remove(oldest);
        }
    }

    private void Remove(Entry entry)
    {
        _entries.Remove(entry.Path);
        Owners.TryRemove(entry.Path, out _);
        entry.File.Dispose();
        entry.Turn.Dispose();
    }

    private sealed record Entry(string Path, AppendFile File)
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Users { get; set; }

        public long LastUse { get; set; }
    }
}
