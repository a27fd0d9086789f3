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
        var compared = await new Comparison(source, store, contract, state.Lane).CompareAsync(hours, cancellationToken).ConfigureAwait(false);
        var gaps = store.Gaps().Where(gap => gap.Lane == state.Lane).ToLookup(gap => Window.FloorToHour(gap.Window.Start));
        var result = new List<VerifiedHour>();
        foreach (var hour in compared)
        {
            var row = store.Ledger(state.Lane, hour.Hour.Span) is [var first, ..] ? first : new LedgerRow(hour.Hour.Hour, 0, 0, 0, 0, UInt128.Zero);
            var isGap = gaps[hour.Hour.Hour].Any();
            if (!full && !hour.Differs && !isGap)
            {
                result.Add(new VerifiedHour(state.Lane, hour.Hour.Hour, hour.Total!.Value, row, 0, false));
                continue;
            }

            var read = await ReadAsync(contract, state.Lane, hour.Hour, cancellationToken).ConfigureAwait(false);
            var api = hour.Total ?? read.Count;
            var missing = hour.Hour.Hour >= Window.FloorToHour(idsKeptSince) ? read.Unknown
                : read.Digest == row.Digest ? 0
                : Math.Max(0, read.Count - row.Settled);
            // What lies beyond the API's reach in an open gap is missing too, as far as its total tells.
            if (isGap)
                missing = Math.Max(missing, Math.Max(1, api - row.Settled));
            result.Add(new VerifiedHour(state.Lane, hour.Hour.Hour, api, row, missing, read.Count == 0 && row.Settled > 0));
        }

        return result;
    }

    private async Task<(long Count, long Unknown, UInt128 Digest)> ReadAsync(
        Contract contract, LaneKey lane, CoveredHour hour, CancellationToken cancellationToken)
    {
        var (count, unknown, digest) = (0L, 0L, UInt128.Zero);
        var settled = new SettledIds();
        foreach (var part in hour.Parts)
        {
            for (var window = part; !window.IsEmpty;)
            {
                using var read = await source.ReadAsync(contract, window, ReadPriority.Recheck, cancellationToken).ConfigureAwait(false);
                if (read.Window.IsEmpty)
                    break;
                settled.Clear();
                store.LoadSettled(lane, read.Window, settled);
                foreach (var activity in read.Events)
                {
                    count++;
                    digest = unchecked(digest + activity.Id.Key);
                    if (!settled.Contains(activity.Id.Key))
                        unknown++;
                }

                window = new Window(read.Window.End, window.End);
            }
        }

        return (count, unknown, digest);
    }
}
