using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Source;

namespace ActivityLogForwarder.Composition;

/// <summary>What lies in a state and is no longer configured.</summary>
internal static class Orphans
{
    /// <summary>
    /// The lanes to which the configuration cannot lead. A contract that an account discovers may be found again: it is
    /// configured until it is excluded. What a sink takes over by <c>formerly</c> is its.
    /// </summary>
    public static IReadOnlyList<LaneState> Of(ForwarderOptions options, IReadOnlyList<LaneState> lanes)
    {
        var begun = lanes.Select(lane => lane.Lane.Sink).ToHashSet();
        return [.. lanes.Where(lane => !options.Sinks.Any(sink =>
            (sink.Name == lane.Lane.Sink || (sink.Formerly == lane.Lane.Sink && !begun.Contains(sink.Name)))
            && options.Accounts.Any(account => MayRead(account, lane.Lane.Contract) && sink.Takes(new Contract(account.Name, lane.Lane.Contract)))))];
    }

    private static bool MayRead(AccountOptions account, string contract) =>
        account.Contracts.Count > 0 ? account.Contracts.Contains(contract) : !account.Exclude.Contains(contract);
}
