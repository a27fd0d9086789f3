using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Metrics;

/// <summary>The metrics that are not counted but read off the status. Sinks no longer configured show dead letters only.</summary>
internal static class StatusGauges
{
    public static void Write(ISamples text, ForwarderStatus status, bool labelContracts)
    {
        var lanes = status.Lanes.Where(lane => !lane.IsOrphaned).ToList();

        text.Family("alf_delivery_lag_seconds", "gauge", "How far the cursor is behind now.");
        foreach (var group in lanes.GroupBy(lane => (Contract: labelContracts ? lane.Contract : null, lane.Sink)))
        {
            var lag = group.Max(lane => lane.Lag(status.Now)).TotalSeconds;
            if (group.Key.Contract is { } contract)
                text.Sample(lag, ("contract", contract), ("sink", group.Key.Sink));
            else
                text.Sample(lag, ("sink", group.Key.Sink));
        }

        text.Family("alf_ledger_missing_events", "gauge", "Events that the API showed at the last recheck and the sink had not settled.");
        foreach (var group in lanes.Where(lane => lane.Missing is not null).GroupBy(lane => (Contract: labelContracts ? lane.Contract : null, lane.Sink)))
        {
            var missing = group.Sum(lane => lane.Missing!.Value);
            if (group.Key.Contract is { } contract)
                text.Sample(missing, ("contract", contract), ("sink", group.Key.Sink));
            else
                text.Sample(missing, ("sink", group.Key.Sink));
        }

        text.Family("alf_open_gaps", "gauge", "Seconds of which the API has not given out everything yet.");
        foreach (var group in status.Contracts.GroupBy(contract => labelContracts ? contract.Contract : null))
        {
            var gaps = group.Sum(contract => contract.OpenGaps);
            if (group.Key is { } contract)
                text.Sample(gaps, ("contract", contract));
            else
                text.Sample(gaps);
        }

        text.Family("alf_sink_held", "gauge", "1 while the sink refuses everything and its cursor stays.");
        foreach (var sink in lanes.GroupBy(lane => lane.Sink))
            text.Sample(sink.Any(lane => lane.IsHeld) ? 1 : 0, ("sink", sink.Key));

        text.Family("alf_dead_letters_pending", "gauge", "Events set aside and neither replayed nor discarded.");
        foreach (var sink in status.Lanes.GroupBy(lane => lane.Sink))
            text.Sample(sink.Sum(lane => lane.DeadLetters), ("sink", sink.Key));

        // Without the label the earliest poll stands for all contracts (it is the one to alert on), the latest event too.
        text.Family("alf_last_event_timestamp_seconds", "gauge", "Time of the latest event seen.");
        Times(text, status, labelContracts, contract => contract.LastEvent, times => times.Max());
        text.Family("alf_last_poll_timestamp_seconds", "gauge", "When the contract was last read without an error.");
        Times(text, status, labelContracts, contract => contract.LastPoll, times => times.Min());

        text.Family("alf_credential_expiry_timestamp_seconds", "gauge", "When the account's token ends by its own word.");
        foreach (var account in status.Accounts)
        {
            if (account.CredentialExpires is { } expires)
                text.Sample(UnixSeconds(expires), ("account", account.Account));
        }

        text.Family("alf_state_bytes", "gauge", "Size of the state on disk.");
        text.Sample(status.StateBytes);
    }

    private static void Times(
        ISamples text, ForwarderStatus status, bool labelContracts,
        Func<ContractStatus, DateTime?> select, Func<IEnumerable<DateTime>, DateTime> all)
    {
        var known = status.Contracts.Where(contract => select(contract) is not null).ToList();
        if (labelContracts)
        {
            foreach (var contract in known)
                text.Sample(UnixSeconds(select(contract)!.Value), ("contract", contract.Contract));
        }
        else if (known.Count > 0)
        {
            text.Sample(UnixSeconds(all(known.Select(contract => select(contract)!.Value))));
        }
    }

    private static double UnixSeconds(DateTime time) => (time - DateTime.UnixEpoch).TotalSeconds;
}
