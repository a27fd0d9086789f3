using System.Globalization;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations;

/// <summary>How well a lane does.</summary>
internal enum LaneMood
{
    Good,
    Behind,
    Bad,
    Orphaned,
}

/// <summary>The columns that terminal and page show of a lane; the texts are not yet safe to show.</summary>
internal static class StatusView
{
    public static readonly IReadOnlyList<string> Columns =
        ["Contract", "Sink", "Cursor", "Lag", "Delivered", "Dead letters", "State", "Last error"];

    /// <summary>Whether the column holds numbers, which stand to the right.</summary>
    public static bool IsNumber(int column) => column is 3 or 4 or 5;

    public static IReadOnlyList<string> Cells(LaneStatus lane, DateTime now) =>
    [
        lane.Contract, lane.Sink, Window.Format(lane.Cursor), Spans.Text(lane.Lag(now)), Number(lane.Delivered),
        Number(lane.DeadLetters), State(lane, now),
        lane.LastError is null ? "" : lane.LastErrorAt is null ? lane.LastError : $"{lane.LastError} at {Spans.Text(lane.LastErrorAt)}",
    ];

    public static LaneMood Mood(LaneStatus lane, DateTime now) =>
        lane.IsOrphaned ? LaneMood.Orphaned
        : lane.IsHeld ? LaneMood.Bad
        : Readiness.IsBehind(lane, now) ? LaneMood.Behind
        : LaneMood.Good;

    /// <summary>What is to be said about the rest, one line each.</summary>
    public static IEnumerable<string> Remarks(ForwarderStatus status)
    {
        foreach (var account in status.Accounts)
        {
            if (account.LastError is not null)
                yield return $"Account {account.Account}: {account.LastError}";
            if (account.CredentialExpires is { } expires)
                yield return $"Account {account.Account}: the token {(expires <= status.Now ? "expired" : "expires")} at {Spans.Text(expires)}";
        }

        foreach (var contract in status.Contracts)
        {
            if (contract.LastError is not null)
                yield return $"Contract {contract.Contract}: {contract.LastError}; last read {Spans.Text(contract.LastPoll)}";
            if (contract.OpenGaps > 0)
                yield return $"Contract {contract.Contract}: {Number(contract.OpenGaps)} seconds hold more than the API gives out";
        }
    }

    private static string State(LaneStatus lane, DateTime now)
    {
        var state = Mood(lane, now) switch
        {
            LaneMood.Orphaned => "not configured",
            LaneMood.Bad => "held",
            LaneMood.Behind => "behind",
            _ => "ok",
        };
        return lane.IsConfirmed ? state : state + ", unconfirmed";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
