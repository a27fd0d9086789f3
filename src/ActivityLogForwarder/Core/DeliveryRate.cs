namespace ActivityLogForwarder.Core;

/// <summary>How many events a minute were delivered over the last five minutes. Safe for concurrent use.</summary>
/// <param name="start">When counting began; before five minutes have passed, the time since then counts.</param>
public sealed class DeliveryRate(DateTime start)
{
    private const int Slots = 30;
    private static readonly long Slot = TimeSpan.FromSeconds(10).Ticks;
    private static readonly TimeSpan Span = TimeSpan.FromTicks(Slots * Slot);

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Slots];
    private long _latest = start.Ticks / Slot;

    public void Add(DateTime now, long count)
    {
        lock (_lock)
        {
            MoveTo(now);
            _counts[_latest % Slots] += count;
        }
    }

    /// <summary>Events a minute.</summary>
    public double PerMinute(DateTime now)
    {
        lock (_lock)
        {
            MoveTo(now);
            // The slot that has just begun holds next to nothing yet, so the span ends with it.
            var seconds = Math.Clamp((now - start).TotalSeconds, TimeSpan.FromTicks(Slot).TotalSeconds, Span.TotalSeconds);
            return _counts.Sum() * 60 / seconds;
        }
    }

    // A clock set back goes on counting in the latest slot.
    private void MoveTo(DateTime now)
    {
        var slot = now.Ticks / Slot;
        for (var cleared = 0; _latest < slot && cleared < Slots; cleared++)
            _counts[++_latest % Slots] = 0;
        _latest = Math.Max(_latest, slot);
    }
}
