using System.Globalization;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations;

/// <summary>Something that is not as it should be. What does not apply is null.</summary>
/// <param name="Why">One line without any text of an event or of a server.</param>
public sealed record NotReady(string? Account, string? Contract, string? Sink, string Why);

/// <summary>Whether all is well, as a function of the status alone.</summary>
public static class Readiness
{
    /// <summary>A cursor may be this many times further behind than expected.</summary>
    public const int ToleratedLags = 3;

    /// <summary>A schedule that has not gone round for so long stands still.</summary>
    public static readonly TimeSpan ToleratedSilence = TimeSpan.FromMinutes(5);

    /// <summary>Whether the loops go round. It depends on no API, no sink and no lag.</summary>
    public static bool IsAlive(ForwarderStatus status) =>
        status.LastTick is { } tick && status.Now - tick <= ToleratedSilence;

    /// <summary>Everything that keeps the forwarder from being ready; empty when it is.</summary>
    public static IReadOnlyList<NotReady> Reasons(ForwarderStatus status)
    {
        var reasons = new List<NotReady>();
        foreach (var account in status.Accounts)
        {
            if (account.LastError is not null)
                reasons.Add(new(account.Account, null, null, account.LastError));
            if (account.CredentialExpires <= status.Now)
                reasons.Add(new(account.Account, null, null, "the token has expired"));
        }

        if (status.Contracts.Count == 0)
            reasons.Add(new(null, null, null, "no contract is known yet"));
        foreach (var contract in status.Contracts)
        {
            // The state alone does not tell when a contract was last read; its lanes tell how far they got.
            if (contract.LastPoll is null && status.LastTick is not null)
                reasons.Add(new(contract.Account, contract.Contract, null, With(contract.LastError, "never read yet")));
        }

        foreach (var lane in status.Lanes)
        {
            if (lane.IsOrphaned)
                continue;
            if (lane.IsHeld)
                reasons.Add(new(lane.Account, lane.Contract, lane.Sink, With(lane.LastError, "held: the sink refuses everything")));
            else if (IsBehind(lane, status.Now))
                reasons.Add(new(lane.Account, lane.Contract, lane.Sink, With(lane.LastError, Behind(lane, status.Now))));
        }

        return reasons;
    }

    /// <summary>Whether the lane lags more than can be explained by its schedule.</summary>
    public static bool IsBehind(LaneStatus lane, DateTime now) => lane.Lag(now) > ToleratedLags * lane.ExpectedLag;

    private static string Behind(LaneStatus lane, DateTime now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Spans.Text(lane.Lag(now))} behind, {Spans.Text(lane.ExpectedLag)} expected");

    private static string With(string? error, string why) => error is null ? why : $"{why} ({error})";
}
