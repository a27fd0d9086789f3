namespace ActivityLogForwarder.Core;

/// <summary>
/// How an event gets its id: <c>@uuid</c> if it may serve as one, else the hit's <c>_id</c> if it may, else an id
/// made of the event's own bytes. One object serves one walk, or one document of <c>map</c>: it tells byte-identical
/// events apart by the order in which they come.
/// </summary>
public sealed class EventIdRule
{
    private readonly Dictionary<EventKey, int> _seen = [];

    /// <summary>The next event's id.</summary>
    /// <param name="uuid">A valid <c>@uuid</c> or nothing, as <see cref="EventReader"/> found it.</param>
    /// <param name="hitId">The hit's <c>_id</c>, whatever it is, or nothing.</param>
    /// <param name="source">The event's bytes.</param>
    public EventId Next(ReadOnlyMemory<byte> uuid, ReadOnlyMemory<byte> hitId, ReadOnlySpan<byte> source)
    {
        if (uuid.Length > 0)
            return EventId.FromText(uuid);
        if (EventId.IsValid(hitId.Span))
            return EventId.FromText(hitId);

        var first = EventId.FromContent(source);
        var occurrence = _seen[first.Key] = _seen.GetValueOrDefault(first.Key) + 1;
        return occurrence == 1 ? first : EventId.FromContent(source, occurrence);
    }
}
