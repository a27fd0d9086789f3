using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>What one commit settles of one hour: a ledger row's increment and a segment.</summary>
internal sealed class SettledHour(long start)
{
    private byte[]? _keys;
    private int _timed;
    private int _filled;

    /// <summary>The hour's first second.</summary>
    public long Start => start;

    /// <summary>The second of its earliest event with a readable time.</summary>
    public long MinTime { get; private set; } = long.MaxValue;

    /// <summary>The second of its latest event with a readable time.</summary>
    public long MaxTime { get; private set; } = long.MinValue;

    public long Delivered { get; private set; }

    public long Dropped { get; private set; }

    public long DeadLettered { get; private set; }

    public long Discarded { get; private set; }

    public EventKey Digest { get; private set; }

    /// <summary>The keys of the events with a readable time, as a segment; empty without such.</summary>
    public byte[] Keys => _keys ?? [];

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

        Digest = Digest + settled.Key;
        if (!settled.HasTime)
            return;
        var second = StoredTime.Seconds(settled.Time);
        MinTime = Math.Min(MinTime, second);
        MaxTime = Math.Max(MaxTime, second);
        _timed++;
    }

    /// <summary>To be called for each timed event once more when all are added: only then is their number known.</summary>
    public void AddKey(EventKey key)
    {
        _keys ??= new byte[_timed * SettledIds.KeySize];
        key.Write(_keys.AsSpan(_filled));
        _filled += SettledIds.KeySize;
    }
}
