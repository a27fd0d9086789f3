using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Core;

/// <summary>
/// One activity as the API showed it: the whole event raw, beside the few things the program itself needs. It lives as
/// long as the <see cref="WindowRead"/> whose buffers it points into; those of pages are used again for others
/// afterwards (<see cref="PageEvents"/>), so that nothing but a copy of what it holds may outlive that.
/// </summary>
public sealed class ActivityEvent
{
    private PageEvents? _page;
    private int _firstSlot;

    // What reading it for a record has shown, for sinks: several lanes may map at a time, and any of them may be first.
    private EventFacts _facts;
    private int _factsState;

    /// <param name="source">See <see cref="Source"/>.</param>
    /// <param name="id">See <see cref="Id"/>.</param>
    /// <param name="contract">See <see cref="Contract"/>.</param>
    /// <param name="time">See <see cref="Time"/>.</param>
    /// <param name="hasTime">See <see cref="HasTime"/>.</param>
    public ActivityEvent(ReadOnlyMemory<byte> source, EventId id, Contract? contract, DateTime time, bool hasTime) =>
        (Source, Id, Contract, Time, HasTime) = (source, id, contract, time, hasTime);

    internal ActivityEvent(PageEvents page) => _page = page;

    /// <summary>The <c>_source</c> object, UTF-8, byte for byte as it came: one well-formed JSON object.</summary>
    public ReadOnlyMemory<byte> Source { get; private set; }

    /// <summary>The event's stable id.</summary>
    public EventId Id { get; private set; }

    /// <summary>The contract in whose log the event stands; null only in <c>map</c> without <c>--contract</c>.</summary>
    public Contract? Contract { get; private set; }

    /// <summary>
    /// <c>meta.time</c> in UTC, cut to 100 ns. Where it is missing or unreadable: the start of the window in which the
    /// event was first seen.
    /// </summary>
    public DateTime Time { get; private set; }

    /// <summary>Whether <see cref="Time"/> was read from the event.</summary>
    public bool HasTime { get; private set; }

    /// <summary>The event's shape, if reading the page has told it; else null.</summary>
    public EventShape? Shape { get; private set; }

    /// <summary>The slots of an event whose <see cref="Shape"/> is known; they lie in its <see cref="Source"/>.</summary>
    public ReadOnlySpan<Slot> Slots => Shape is null ? default : _page!.Slots(_firstSlot, Shape.SlotCount);

    /// <summary>Makes it another event, of which contract and shape are not known yet; called by the page that it belongs to.</summary>
    internal void Become(ReadOnlyMemory<byte> source, in EventId id, DateTime time, bool hasTime)
    {
        (Source, Id, Time, HasTime) = (source, id, time, hasTime);
        Shape = null;
        if (_factsState == 0)
            return;
        _facts = default;
        _factsState = 0;
    }

    /// <summary>Says which shape the event has, and where its slots begin among those of its page.</summary>
    internal void HasShape(EventShape shape, int firstSlot) => (Shape, _firstSlot) = (shape, firstSlot);

    /// <summary>Says in whose log the event was found, and when, if it does not say so itself.</summary>
    internal void FoundIn(Contract contract, DateTime windowStart)
    {
        if (!ReferenceEquals(Contract, contract))
            Contract = contract;
        if (!HasTime)
            Time = windowStart;
    }

    /// <summary>The same event under another id.</summary>
    internal ActivityEvent WithId(EventId id) => new(Source, id, Contract, Time, HasTime);

    /// <summary>Keeps facts that reading the event has shown, unless some are kept already.</summary>
    internal void Keep(in EventFacts facts)
    {
        if (Interlocked.CompareExchange(ref _factsState, 1, 0) != 0)
            return;
        _facts = facts;
        Volatile.Write(ref _factsState, 2);
    }

    /// <summary>The facts that were kept.</summary>
    internal bool TryGetFacts(out EventFacts facts)
    {
        var isKept = Volatile.Read(ref _factsState) == 2;
        facts = isKept ? _facts : default;
        return isKept;
    }
}
