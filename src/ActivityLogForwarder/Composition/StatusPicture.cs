using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Source;

namespace ActivityLogForwarder.Composition;

/// <summary>Where the forwarder stands, seen from inside while it runs, or from its state alone.</summary>
public static class StatusPicture
{
    /// <summary>While it runs.</summary>
    public static ForwarderStatus OfPump(
        ForwarderOptions options, IReadOnlyList<SinkRoute> routes, Pump pump, ICheckpointStore store, DateTime now)
    {
        var polls = pump.Polls.ToDictionary(poll => poll.Contract.Number);
        var lanes = polls.Values.SelectMany(poll => poll.Lanes.Select(lane => (poll, lane))).ToDictionary(pair => pair.lane.Key);
        var gaps = store.Gaps().ToLookup(gap => gap.Lane.Contract);
        return Of(options, routes, store, now, pump.LastTick, key =>
        {
            if (!lanes.TryGetValue(key, out var pair))
                return null;
            var report = LaneReport.Of(pair.poll, pair.lane);
            return (pair.poll.Contract.Account, pair.lane, pair.poll.Interval, report);
        }) with
        {
            Contracts =
            [
                .. polls.Values.Select(poll => new ContractStatus(
                    poll.Contract.Account, poll.Contract.Number, poll.LastPoll,
                    poll.Lanes.Max(lane => lane.Counts.LastEvent), poll.LastError, gaps[poll.Contract.Number].Select(gap => gap.Window).Distinct().Count())),
            ],
            Accounts =
            [
                .. options.Accounts.Select(account => new AccountStatus(
                    account.Name, JwtExpiry.TryRead(account.Token?.Value, out var expires) ? expires.UtcDateTime : null,
                    pump.AccountErrors.GetValueOrDefault(account.Name))),
            ],
        };
    }

    /// <summary>From the state alone, beside a running forwarder or without one.</summary>
    public static ForwarderStatus OfState(
        ForwarderOptions options, IReadOnlyList<SinkRoute> routes, ICheckpointStore store, DateTime now)
    {
        var gaps = store.Gaps().ToLookup(gap => gap.Lane.Contract);
        var status = Of(options, routes, store, now, null, key => null);
        return status with
        {
            Contracts =
            [
                .. status.Lanes.Where(lane => !lane.IsOrphaned).DistinctBy(lane => lane.Contract).Select(lane => new ContractStatus(
                    lane.Account, lane.Contract, null, null, null, gaps[lane.Contract].Select(gap => gap.Window).Distinct().Count())),
            ],
        };
    }

    private static ForwarderStatus Of(
        ForwarderOptions options, IReadOnlyList<SinkRoute> routes, ICheckpointStore store, DateTime now, DateTime? lastTick,
        Func<LaneKey, (string Account, Lane Lane, TimeSpan Interval, LaneReport Report)?> live)
    {
        var totals = store.Totals().ToDictionary(total => total.Lane);
        var reports = store.Reports();
        var confirmed = routes.ToDictionary(route => route.Name, route => route.Sink.IsConfirmed);
        var lanes = store.Lanes().Select(state =>
        {
            var seen = live(state.Lane);
            var report = seen?.Report ?? reports.GetValueOrDefault(state.Lane) ?? LaneReport.Fine;
            var total = totals.GetValueOrDefault(state.Lane);
            return new LaneStatus(
                seen?.Account ?? AccountOf(options.Accounts, state.Lane.Contract), state.Lane.Contract, state.Lane.Sink,
                seen?.Lane.Cursor ?? state.Cursor,
                PollSchedule.ExpectedLag(seen?.Interval ?? options.Source.MaxPollInterval, options.Source.Settle, options.Source.Timeout),
                total?.Delivered ?? 0, total?.DeadLetters ?? 0, report.IsHeld,
                confirmed.GetValueOrDefault(state.Lane.Sink),
                report.LastError, report.LastErrorAt, !confirmed.ContainsKey(state.Lane.Sink) || (lastTick is not null && seen is null))
            {
                Missing = seen?.Lane.Proof.Missing,
                PerMinute = seen?.Lane.Rate.PerMinute(now),
            };
        });
        return new ForwarderStatus(now, lastTick, [.. lanes.OrderBy(lane => lane.Contract, StringComparer.Ordinal).ThenBy(lane => lane.Sink, StringComparer.Ordinal)], [])
        {
            StateBytes = store.SizeInBytes,
        };
    }

    private static string AccountOf(IReadOnlyList<AccountOptions> accounts, string contract) =>
        (accounts.FirstOrDefault(account => account.Contracts.Contains(contract))
            ?? accounts.FirstOrDefault(account => account.Contracts.Count == 0))?.Name ?? "";
}
