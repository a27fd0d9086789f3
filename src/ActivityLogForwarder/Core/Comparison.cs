namespace ActivityLogForwarder.Core;

/// <summary>What the API's total says of an hour.</summary>
/// <param name="Hour">The hour.</param>
/// <param name="Total">The API's total; null where it gives none.</param>
/// <param name="Settled">What is settled there.</param>
/// <param name="Explained">The part of the difference that reading again has explained before.</param>
public readonly record struct ComparedHour(CoveredHour Hour, long? Total, long Settled, long Explained)
{
    public bool Differs => Total != Settled + Explained;
}

/// <summary>
/// Compares the ledger of a lane with the API's totals: one for the whole range, and further ones only where it
/// differs.
/// </summary>
public sealed class Comparison(IEventSource source, ICheckpointStore store, Contract contract, LaneKey lane, ReadPriority priority)
{
    private bool? _hasTotals;

    /// <summary>Compares the hours; those that agree get what the ledger says as their total.</summary>
    /// <exception cref="SourceException">The API could not be read.</exception>
    public async Task<IReadOnlyList<ComparedHour>> CompareAsync(IReadOnlyList<CoveredHour> hours, CancellationToken cancellationToken)
    {
        var result = new List<ComparedHour>();
        if (hours.Count > 0)
        {
            var range = new Window(hours[0].Hour, hours[^1].Hour.AddHours(1));
            var settled = store.Ledger(lane, range).ToDictionary(row => row.Hour, row => row.Settled);
            // What was explained of an hour before more of it was covered explains nothing any more.
            var explained = store.Explained(lane, range).ToDictionary(difference => difference.Window.Start, difference => difference.Difference);
            var known = hours.Select(hour => new ComparedHour(
                hour, null, settled.GetValueOrDefault(hour.Hour), explained.GetValueOrDefault(hour.Span.Start))).ToList();
            await CompareAsync(known, result, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    private async Task CompareAsync(List<ComparedHour> hours, List<ComparedHour> result, CancellationToken cancellationToken)
    {
        var total = await CountAsync(hours, cancellationToken).ConfigureAwait(false);
        if (hours.Count == 1)
        {
            result.Add(hours[0] with { Total = total });
        }
        else if (total == hours.Sum(hour => hour.Settled + hour.Explained))
        {
            result.AddRange(hours.Select(hour => hour with { Total = hour.Settled + hour.Explained }));
        }
        else if (total is null && !await HasTotalsAsync(hours, cancellationToken).ConfigureAwait(false))
        {
            result.AddRange(hours);
        }
        else
        {
            var middle = hours.Count / 2;
            await CompareAsync(hours[..middle], result, cancellationToken).ConfigureAwait(false);
            await CompareAsync(hours[middle..], result, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<long?> CountAsync(IEnumerable<ComparedHour> hours, CancellationToken cancellationToken)
    {
        var total = 0L;
        foreach (var window in CoveredHour.Join(hours.Select(hour => hour.Hour)))
        {
            if (await source.CountAsync(contract, window, priority, cancellationToken).ConfigureAwait(false) is not { } count)
                return null;
            total += count;
        }

        return total;
    }

    /// <summary>
    /// Whether a range without a total merely holds more than the API counts. An API that gives none for the emptiest
    /// hour gives none at all, and is not asked any further.
    /// </summary>
    private async Task<bool> HasTotalsAsync(List<ComparedHour> hours, CancellationToken cancellationToken) =>
        _hasTotals ??= await CountAsync([hours.MinBy(hour => hour.Settled)], cancellationToken).ConfigureAwait(false) is not null;
}
