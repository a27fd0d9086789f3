using ActivityLogForwarder.Simulator.Faults;

namespace ActivityLogForwarder.Simulator.Log;

/// <summary>What a contract's log shows at one instant, under the faults that are on.</summary>
internal sealed class LogView
{
    private readonly ContractLog _log;
    private readonly ActiveFaults _faults;
    private readonly Timeline _timeline;
    private readonly long _now;

    public LogView(ContractLog log, ActiveFaults faults, DateTime now)
    {
        _log = log;
        _faults = faults;
        _now = now.Ticks;
        _timeline = faults.Times.Aggregate(log.Timeline, (timeline, fault) => fault.Change(timeline));
        Added = log.Added;
    }

    /// <summary>The kept events that hits of this view point to.</summary>
    public AddedEvent[] Added { get; }

    /// <summary>
    /// The hits with <paramref name="start"/> ≤ time &lt; <paramref name="end"/>, both in ticks, as the API lists them.
    /// </summary>
    public HitList Search(long start, long end, long offset, long call)
    {
        var low = _timeline.CountBefore(start);
        var high = Math.Max(low, _timeline.CountBefore(Math.Min(end, _now + 1)));
        foreach (var fault in _faults.Hiding)
            fault.Asked(_log.Contract, low, high, offset);

        if (!_faults.ChangesLists && !Added.Any(added => added.Ticks >= start && added.Ticks < end))
            return new HitList(high - low, position => HitAt(high - 1 - position)) { Newest = ReferenceEquals(_timeline, _log.Timeline) ? high - 1 : null };

        var hits = new List<Hit>();
        foreach (var (hit, isHidden) in Enumerate(start, end))
        {
            if (!isHidden)
                hits.Add(hit);
        }

        if (_faults.Order is { } order)
            order.Change(hits, call);
        else
            hits.Reverse();
        return new HitList(hits.Count, position => hits[(int)position]);
    }

    /// <summary>All hits of a span, oldest first, also those that are hidden at present.</summary>
    public IEnumerable<(Hit Hit, bool IsHidden)> Enumerate(long start, long end)
    {
        var next = Array.FindIndex(Added, added => added.Ticks >= start);
        if (next < 0)
            next = Added.Length;
        var high = _timeline.CountBefore(Math.Min(end, _now + 1));
        for (var index = _timeline.CountBefore(start); index < high; index++)
        {
            var ticks = _timeline.TicksOf(index);
            for (; next < Added.Length && Added[next].Ticks < ticks; next++)
                yield return AddedAt(next);
            var isHidden = _faults.Hides(_log.Contract, index, ticks, _now);
            yield return (new Hit(index, ticks, HitKind.Event), isHidden);
            foreach (var fault in _faults.Copies)
            {
                if (fault.Touches(index))
                    yield return (new Hit(index, ticks, fault.Kind), isHidden);
            }
        }

        for (; next < Added.Length && Added[next].Ticks < end; next++)
            yield return AddedAt(next);
    }

    private Hit HitAt(long index) => new(index, _timeline.TicksOf(index), HitKind.Event);

    private (Hit Hit, bool IsHidden) AddedAt(int index) =>
        (new Hit(~(long)index, Added[index].Ticks, HitKind.Event), Added[index].HiddenUntil > _now);
}

/// <summary>A search result: how many hits there are, and each of them.</summary>
internal sealed record HitList(long Count, Func<long, Hit> At)
{
    /// <summary>
    /// The made-up event of the first hit, where each further hit is the one before it and all happen when they were made
    /// to happen; null: where that need not be so.
    /// </summary>
    public long? Newest { get; init; }
}
