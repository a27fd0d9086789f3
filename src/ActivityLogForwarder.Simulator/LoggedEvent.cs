namespace ActivityLogForwarder.Simulator;

/// <summary>An event of a contract's log, as the simulator knows it.</summary>
/// <param name="Id">
/// The event's <c>@uuid</c>, else its hit's <c>_id</c>, else the first 128 bits of the SHA-256 of its <c>_source</c>
/// bytes in hexadecimal, with <c>-2</c>, <c>-3</c> … for byte-identical events. Ids follow the faults that are on:
/// without <c>@uuid</c> an event has another id than with it.
/// </param>
/// <param name="Time">When it happened, UTC; also where the event as served has no readable time.</param>
/// <param name="IsHidden">Whether the API does not show it at present.</param>
public readonly record struct LoggedEvent(string Id, DateTime Time, bool IsHidden);
