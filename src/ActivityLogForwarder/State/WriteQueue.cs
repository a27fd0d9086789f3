using System.Diagnostics;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>
/// What waits for the writer. A monitor, since the framework's blocking collections burn more processor time waiting
/// for a commit than a store takes to write it.
/// </summary>
/// <param name="patience">For how long work that may wait is kept back.</param>
internal sealed class WriteQueue(TimeSpan patience)
{
    private readonly object _monitor = new();
    private List<WriteWork> _waiting = [];
    private bool _isUrgent;
    private bool _completed;

    /// <exception cref="ObjectDisposedException">Nothing more is taken.</exception>
    public void Add(WriteWork work, bool mayWait)
    {
        lock (_monitor)
        {
            ObjectDisposedException.ThrowIf(_completed, typeof(ICheckpointStore));
            _waiting.Add(work);
            var isNews = _waiting.Count == 1 || (!mayWait && !_isUrgent);
            _isUrgent |= !mayWait;
            if (isNews)
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
    /// Waits, and exchanges all that waits for the list given, which it clears: at once if there is something that may not wait. False once there
    /// will be nothing more.
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

            KeepBack();
            _isUrgent = false;
            (_waiting, group) = (group, _waiting);
            return true;
        }
    }

    private void KeepBack()
    {
        var begun = Stopwatch.GetTimestamp();
        while (!_isUrgent && !_completed && patience - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } left)
            Monitor.Wait(_monitor, (int)Math.Ceiling(left.TotalMilliseconds));
    }
}
