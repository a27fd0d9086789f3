using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>
/// What waits for the writer. A monitor, since the framework's blocking collections burn more processor time waiting
/// for a commit than a store takes to write it.
/// </summary>
internal sealed class WriteQueue
{
    private readonly object _monitor = new();
    private List<WriteWork> _waiting = [];
    private bool _completed;

    /// <exception cref="ObjectDisposedException">Nothing more is taken.</exception>
    public void Add(WriteWork work)
    {
        lock (_monitor)
        {
            ObjectDisposedException.ThrowIf(_completed, typeof(ICheckpointStore));
            _waiting.Add(work);
            if (_waiting.Count == 1)
                Monitor.Pulse(_monitor);
        }
    }

    /// <summary>Takes nothing more; what waits is still handed out.</summary>
    public void Complete()
    {
        lock (_monitor)
        {
            _completed = true;
            Monitor.Pulse(_monitor);
        }
    }

    /// <summary>
    /// Waits, and exchanges all that waits for the list given, which it clears. False once there will be nothing more.
    /// </summary>
    public bool TakeAll(ref List<WriteWork> group)
    {
        group.Clear();
        lock (_monitor)
        {
            while (_waiting.Count == 0)
            {
                if (_completed)
                    return false;
                Monitor.Wait(_monitor);
            }

            (_waiting, group) = (group, _waiting);
            return true;
        }
    }
}
