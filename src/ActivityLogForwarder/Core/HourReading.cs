namespace ActivityLogForwarder.Core;

/// <summary>What the API shows of an hour, compared with what is settled, without delivering anything.</summary>
/// <param name="Keys">Each event's key.</param>
/// <param name="Unknown">Events whose ids are not among those settled; means nothing where the ids are forgotten.</param>
/// <param name="Untimed">Events without a readable time whose ids are among those settled.</param>
/// <param name="IsTrusted">Whether all of it was read consistently.</param>
public sealed record HourReading(
    IReadOnlyCollection<EventKey> Keys, long Unknown, IReadOnlyList<SettledEvent> Untimed, bool IsTrusted)
{
    /// <summary>The sum of the keys mod 2^128: equal to the ledger's where both have the same events.</summary>
    public EventKey Digest { get; } = Keys.Aggregate(default(EventKey), (sum, key) => sum + key);

    /// <summary>Reads an hour's covered parts.</summary>
    /// <exception cref="SourceException">The API could not be read.</exception>
    public static async Task<HourReading> ReadAsync(
        IEventSource source, ICheckpointStore store, Contract contract, LaneKey lane, CoveredHour hour, ReadPriority priority,
        CancellationToken cancellationToken)
    {
        var keys = new List<EventKey>();
        var untimed = new List<SettledEvent>();
        var unknown = 0L;
        var isTrusted = true;
        var settled = new SettledIds();
        foreach (var part in hour.Parts)
        {
            for (var window = part; !window.IsEmpty;)
            {
                using var read = await source.ReadAsync(contract, window, priority, cancellationToken).ConfigureAwait(false);
                if (read.Window.IsEmpty)
                    break;
                isTrusted &= read.IsTrusted;
                settled.Clear();
                store.LoadSettled(lane, read.Window, settled);
                foreach (var activity in read.Events)
                {
                    keys.Add(activity.Id.Key);
                    if (!settled.Contains(activity.Id.Key))
                        unknown++;
                    else if (!activity.HasTime)
                        untimed.Add(new SettledEvent(activity.Id.Key, activity.Time, false, SettledAs.Delivered));
                }

                window = new Window(read.Window.End, window.End);
            }
        }

        return new HourReading(keys, unknown, untimed, isTrusted);
    }

    /// <summary>
    /// Whether the ids settled in an hour are still known. Old ones are forgotten, in portions: one that is gone says
    /// that all may be.
    /// </summary>
    public static bool AreIdsKept(ICheckpointStore store, LaneKey lane, LedgerRow row, DateTime idsKeptSince)
    {
        if (row.Settled == 0)
            return true;
        if (row.Hour < Window.FloorToHour(idsKeptSince))
            return false;
        // Every look-up brings those without a readable time along.
        var (all, untimed) = (new SettledIds(), new SettledIds());
        store.LoadSettled(lane, new Window(row.Hour, row.Hour.AddHours(1)), all);
        store.LoadSettled(lane, new Window(row.Hour, row.Hour), untimed);
        return all.Count > untimed.Count || untimed.Count >= row.Settled;
    }

    /// <summary>
    /// The ids missing in a ledger row whose own ids are forgotten: one or two follow from the digests, more do not.
    /// </summary>
    public IReadOnlySet<EventKey>? MissingOf(LedgerRow row)
    {
        var difference = Digest - row.Digest;
        var keys = Keys.ToHashSet();
        if (Keys.Count - row.Settled == 1)
            return keys.Contains(difference) ? new HashSet<EventKey> { difference } : null;
        if (Keys.Count - row.Settled != 2)
            return null;
        foreach (var key in keys)
        {
            var other = difference - key;
            if (other != key && keys.Contains(other))
                return new HashSet<EventKey> { key, other };
        }

        return null;
    }
}
