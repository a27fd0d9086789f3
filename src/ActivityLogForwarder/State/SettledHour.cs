using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>What one commit settles of one hour: a ledger row's increment and a segment.</summary>
/// <param name="start">The hour's first second.</param>
internal sealed class SettledHour(long start)
{
    private readonly long _firstTick = StoredTime.FromSeconds(start).Ticks;
    private long _minTicks = long.MaxValue;
    private long _maxTicks;
    private EventKey _digest;
    private int _filled;

    /// <summary>The hour's first second.</summary>
    public long Start => start;

    /// <summary>The second of its earliest event with a readable time, where it has one.</summary>
    public long MinTime => StoredTime.Seconds(new DateTime(_minTicks, DateTimeKind.Utc));

    /// <summary>The second of its latest event with a readable time, where it has one.</summary>
    public long MaxTime => StoredTime.Seconds(new DateTime(_maxTicks, DateTimeKind.Utc));

    public long Delivered { get; private set; }

    public long Dropped { get; private set; }

    public long DeadLettered { get; private set; }

    public long Discarded { get; private set; }

    public EventKey Digest => _digest;

    /// <summary>The number of its events with a readable time.</summary>
    public int Timed { get; private set; }

    /// <summary>The keys of the events with a readable time, as a segment; empty without such.</summary>
    public ArraySegment<byte> Keys { get; private set; } = ArraySegment<byte>.Empty;

    /// <summary>Whether the time lies in the hour.</summary>
    public bool Contains(DateTime time) => (ulong)(time.Ticks - _firstTick) < TimeSpan.TicksPerHour;

    public void Add(in SettledEvent settled)
    {
        switch (settled.How)
        {
            case SettledAs.Delivered: Delivered++; break;
            case SettledAs.Dropped: Dropped++; break;
            case SettledAs.DeadLettered: DeadLettered++; break;
            case SettledAs.Discarded: Discarded++; break;
            default: throw new ArgumentException($"{settled.How} is no way to settle an event.", nameof(settled));
        }

        _digest += settled.Key;
        if (!settled.HasTime)
            return;
        var ticks = settled.Time.Ticks;
        _minTicks = Math.Min(_minTicks, ticks);
        _maxTicks = Math.Max(_maxTicks, ticks);
        Timed++;
    }

    /// <summary>Gives it room for its keys; to be called when all events are added.</summary>
    /// <param name="room">As many bytes as the keys of its timed events take.</param>
    public void PlaceKeys(ArraySegment<byte> room) => Keys = room;

    /// <summary>To be called for each timed event once more when there is room for them.</summary>
    public void AddKey(EventKey key)
    {
        key.Write(Keys.AsSpan(_filled));
        _filled += SettledIds.KeySize;
    }
}
