namespace ActivityLogForwarder.Core;

/// <summary>What is wrong with a lane just now, for those who look at the state from outside.</summary>
/// <param name="IsHeld">Whether the sink refuses everything.</param>
/// <param name="LastError">Type and code of what last went wrong; null while all is well.</param>
public sealed record LaneReport(bool IsHeld, string? LastError, DateTime? LastErrorAt)
{
    public static readonly LaneReport Fine = new(false, null, null);

    public static LaneReport Of(ContractPoll poll, Lane lane) => lane.Route.Gate.LastError is { } error
        ? new(lane.Route.Gate.IsHeld, error, lane.Route.Gate.LastErrorAt)
        : new(false, poll.LastError, poll.LastErrorAt);
}
