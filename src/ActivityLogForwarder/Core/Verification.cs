namespace ActivityLogForwarder.Core;

/// <summary>What is proven of one hour of a lane.</summary>
/// <param name="Lane">Contract and sink.</param>
/// <param name="Hour">Its first second, UTC.</param>
/// <param name="Api">Events that the API shows; what the ledger and its explanations say where the totals agree.</param>
/// <param name="Ledger">What is settled.</param>
/// <param name="Missing">Events that the API shows and the sink has not settled.</param>
/// <param name="IsExpired">Whether the API no longer holds what was settled.</param>
public sealed record VerifiedHour(LaneKey Lane, DateTime Hour, long Api, LedgerRow Ledger, long Missing, bool IsExpired);

/// <summary>Compares ledger and API without changing anything: the work of <c>verify</c>.</summary>
/// <param name="source">Where to read.</param>
/// <param name="store">The state, possibly of a running forwarder.</param>
/// <param name="idsKeptSince">Settled ids of hours before this are no longer known; there the digest must do.</param>
public sealed class Verification(IEventSource source, ICheckpointStore store, DateTime idsKeptSince)
{
    /// <summary>Verifies what is covered of the window, hour by hour.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="state">The lane.</param>
    /// <param name="window">The window, widened to whole hours.</param>
    /// <param name="full">Whether every hour is read again, not only those whose totals differ.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SourceException">The API could not be read.</exception>
    public async Task<IReadOnlyList<VerifiedHour>> VerifyAsync(
        Contract contract, LaneState state, Window window, bool full, CancellationToken cancellationToken)
    {
        var hours = CoveredHour.Of(state, window);
        var compared = await new Comparison(source, store, contract, state.Lane, ReadPriority.Recheck).CompareAsync(hours, cancellationToken).ConfigureAwait(false);
        var gaps = store.Gaps().Where(gap => gap.Lane == state.Lane).ToLookup(gap => Window.FloorToHour(gap.Window.Start));
        var result = new List<VerifiedHour>();
        foreach (var hour in compared)
        {
            var row = store.Ledger(state.Lane, hour.Hour.Span) is [var first, ..] ? first : new LedgerRow(hour.Hour.Hour, 0, 0, 0, 0, default(EventKey));
            var isGap = gaps[hour.Hour.Hour].Any();
            if (!full && !hour.Differs && !isGap)
            {
                result.Add(new VerifiedHour(state.Lane, hour.Hour.Hour, hour.Total!.Value, row, 0, hour.Total == 0 && row.Settled > 0));
                continue;
            }

            var read = await HourReading.ReadAsync(
                source, store, contract, state.Lane, hour.Hour, ReadPriority.Recheck, cancellationToken).ConfigureAwait(false);
            var api = hour.Total ?? read.Keys.Count;
            // Read before the hour, the row may lack what a running forwarder has settled since; ids are looked up after it.
            var missing = read.Digest == row.Digest ? 0
                : HourReading.AreIdsKept(store, state.Lane, row, idsKeptSince) ? read.Unknown
                // Without ids counts must do, and what reading again has explained holds.
                : hour.Differs ? Math.Max(0, read.Keys.Count - row.Settled) : 0;
            // What lies beyond the API's reach in an open gap is missing too, as far as its total tells.
            if (isGap)
                missing = Math.Max(missing, Math.Max(1, api - row.Settled));
            result.Add(new VerifiedHour(state.Lane, hour.Hour.Hour, api, row, missing, read.Keys.Count == 0 && row.Settled > 0));
        }

        return result;
    }
}
