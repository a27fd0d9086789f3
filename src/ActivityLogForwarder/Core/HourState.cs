namespace ActivityLogForwarder.Core;

/// <summary>What is known of an hour, rising by how much it wants to be looked at.</summary>
public enum HourState
{
    /// <summary>Never read: before the lane began.</summary>
    NotCovered,

    /// <summary>Delivered once; the API no longer holds it.</summary>
    Expired,

    /// <summary>The API shows nothing that is not settled.</summary>
    Proven,

    /// <summary>The same, but the sink gives no receiver's word that it has arrived.</summary>
    Unconfirmed,

    /// <summary>Never read, between hours that were: a cursor moved forward, a range filled in farther back.</summary>
    Hole,

    /// <summary>Not delivered yet, or delivered and not yet compared with the API.</summary>
    Pending,

    /// <summary>Events are missing, or a second could not be read whole.</summary>
    Gap,
}

/// <summary>An hour of one or several lanes.</summary>
/// <param name="Hour">Its first second, UTC.</param>
/// <param name="State">What is known of the lane of which least good is known.</param>
/// <param name="Lanes">How many lanes are in that state.</param>
/// <param name="Delivered">Events delivered, over all lanes.</param>
/// <param name="DeadLettered">Events set aside, over all lanes.</param>
/// <param name="Missing">Events missing by the last comparison, over all lanes.</param>
/// <param name="Activities">Events settled, each once however many sinks it goes to.</param>
public readonly record struct CalendarHour(
    DateTime Hour, HourState State, int Lanes, long Delivered, long DeadLettered, long Missing, long Activities);

/// <summary>The hours of the last days, from a midnight (UTC) on up to the present one.</summary>
/// <param name="Lanes">How many lanes it is made of.</param>
public sealed record HourCalendar(IReadOnlyList<CalendarHour> Hours, int Lanes)
{
    public static readonly HourCalendar Empty = new([], 0);
}

/// <summary>Which lanes are meant; what is null is not restricted.</summary>
public readonly record struct LaneFilter(string? Contract, string? Sink)
{
    public bool Takes(LaneKey lane) => (Contract ?? lane.Contract) == lane.Contract && (Sink ?? lane.Sink) == lane.Sink;
}
