using System.Runtime.InteropServices;

namespace ActivityLogForwarder.Core.Shapes;

/// <summary>The slots of a page's events. Reused from page to page; not safe for concurrent change.</summary>
public sealed class PageSlots
{
    // What one huge page needed is let go.
    private const int MaxCapacity = 100_000;

    private readonly List<(EventShape Shape, int Start)> _events = [];
    private readonly List<Slot> _slots = [];

    /// <summary>Adds an event. Returns what <see cref="Get"/> finds it by.</summary>
    public int Add(EventShape shape, ReadOnlySpan<Slot> slots)
    {
        _events.Add((shape, _slots.Count));
        _slots.AddRange(slots[..shape.SlotCount]);
        return _events.Count - 1;
    }

    /// <summary>The shape of an event and its slots, which lie in its <c>_source</c>.</summary>
    public ReadOnlySpan<Slot> Get(int index, out EventShape shape)
    {
        (shape, var start) = _events[index];
        return CollectionsMarshal.AsSpan(_slots).Slice(start, shape.SlotCount);
    }

    public void Clear()
    {
        _events.Clear();
        _slots.Clear();
        if (_slots.Capacity > MaxCapacity)
            _slots.Capacity = 0;
    }
}
