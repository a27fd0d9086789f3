namespace ActivityLogForwarder.Core;

/// <summary>
/// Lets the lanes of one contract walk a backlog side by side, so that what one of them reads serves all: a lane that is
/// ahead waits a moment for those behind. It waits for none that takes longer than <see cref="Patience"/> for a window: a slow sink
/// or one that hangs delays no other. Nor does it wait for one that is so far behind that waiting would not bring them together soon. Safe for
/// concurrent use.
/// </summary>
public sealed class LanePace(TimeProvider clock)
{
    /// <summary>
    /// How long a lane waits, at most, before each window of a backlog, which holds some 900 events; and how long those it waits for
    /// may take for one.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>So many waits one after the other may end without the others, and no more are begun until they have come up.</summary>
    public const int MaxVainWaits = 8;

    private readonly Lock _lock = new();
    private readonly List<Lane> _lanes = [];
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Adds a lane, to be called before any of them runs.</summary>
    public void Join(Lane lane) => _lanes.Add(lane);

    /// <summary>Says that a lane has come further, or has nothing more to do.</summary>
    public void Moved()
    {
        if (_lanes.Count < 2)
            return;
        lock (_lock)
        {
            _moved.SetResult();
            _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until no lane that is under way stands before the given second, or for <see cref="Patience"/>.</summary>
    /// <param name="lane">The lane that waits.</param>
    /// <param name="from">How far others must have come.</param>
    /// <param name="stop">Ends the wait.</param>
    public async ValueTask WaitForOthersAsync(Lane lane, DateTime from, CancellationToken stop)
    {
        if (_lanes.Count < 2)
            return;
        var begun = clock.GetTimestamp();
        while (true)
        {
            Task moved;
            lock (_lock)
                moved = _moved.Task;
            if (!IsAnyBehind(lane, from))
            {
                lane.VainWaits = 0;
                return;
            }

            if (lane.VainWaits == MaxVainWaits)
                return;
            var rest = Patience - clock.GetElapsedTime(begun);
            if (rest <= TimeSpan.Zero || !await HasMovedAsync(moved, rest, stop).ConfigureAwait(false))
            {
                lane.VainWaits++;
                return;
            }
        }
    }

    private async Task<bool> HasMovedAsync(Task moved, TimeSpan limit, CancellationToken stop)
    {
        try
        {
            await moved.WaitAsync(limit, clock, stop).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private bool IsAnyBehind(Lane lane, DateTime from)
    {
        foreach (var other in _lanes)
        {
            if (other != lane && other.Cursor < from && other.Route.Gate.IsOpen && other.IsQuick(Patience))
                return true;
        }

        return false;
    }
}
