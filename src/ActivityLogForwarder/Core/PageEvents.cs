using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Core;

/// <summary>The events of a page and the slots of those whose shape is known. Reused from page to page; not safe for concurrent change.</summary>
public sealed class PageEvents
{
    // What one huge page needed is let go.
    private const int MaxEvents = 10_000;
    private const int MaxSlots = 300_000;

    private readonly List<ActivityEvent> _events = [];
    private Slot[] _slots = new Slot[EventShape.MaxSlots];
    private int _count;
    private int _slotCount;

    /// <summary>Room for the slots of the next event: at least <see cref="EventShape.MaxSlots"/>.</summary>
    public Span<Slot> NextSlots
    {
        get
        {
            if (_slots.Length - _slotCount < EventShape.MaxSlots)
                Array.Resize(ref _slots, 2 * (_slotCount + EventShape.MaxSlots));
            return _slots.AsSpan(_slotCount);
        }
    }

    /// <summary>Adds an event.</summary>
    public ActivityEvent Add(ReadOnlyMemory<byte> source, in EventId id, DateTime time, bool hasTime)
    {
        if (_count == _events.Count)
            _events.Add(new ActivityEvent(this));
        var added = _events[_count++];
        added.Become(source, id, time, hasTime);
        return added;
    }

    /// <summary>Adds an event whose slots were written to <see cref="NextSlots"/>.</summary>
    public ActivityEvent Add(ReadOnlyMemory<byte> source, in EventId id, DateTime time, bool hasTime, EventShape shape)
    {
        var added = Add(source, id, time, hasTime);
        added.HasShape(shape, _slotCount);
        _slotCount += shape.SlotCount;
        return added;
    }

    /// <summary>Lets the events go: nobody uses them any more.</summary>
    public void Clear()
    {
        for (var i = 0; i < _count; i++)
            _events[i].Become(default, default, default, false);
        if (_events.Count > MaxEvents)
            _events.Clear();
        if (_slots.Length > MaxSlots)
            _slots = new Slot[EventShape.MaxSlots];
        (_count, _slotCount) = (0, 0);
    }

    internal ReadOnlySpan<Slot> Slots(int first, int count) => _slots.AsSpan(first, count);
}
