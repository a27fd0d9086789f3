using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Core;

/// <summary>
/// One activity as the API showed it: the whole event raw, beside the few things the program itself needs.
/// It lives as long as the <see cref="WindowRead"/> whose buffers it points into.
/// </summary>
/// <param name="Source">The <c>_source</c> object, UTF-8, byte for byte as it came: one well-formed JSON object.</param>
/// <param name="Id">The event's stable id.</param>
/// <param name="Contract">
/// The contract in whose log the event stands; null only in <c>map</c> without
/// <c>--contract</c>.
/// </param>
/// <param name="Time">
/// <c>meta.time</c> in UTC, cut to 100 ns. Where it is missing or unreadable: the start of the window in which the
/// event was first seen.
/// </param>
/// <param name="HasTime">Whether <paramref name="Time"/> was read from the event.</param>
public readonly record struct ActivityEvent(
    ReadOnlyMemory<byte> Source, EventId Id, Contract? Contract, DateTime Time, bool HasTime)
{
    /// <summary>Where the event's shape and slots are kept, if reading the page has told them; else null.</summary>
    public PageSlots? Slots { get; init; }

    /// <summary>Its place in <see cref="Slots"/>.</summary>
    public int SlotsIndex { get; init; }
}
