namespace ActivityLogForwarder.Core;

/// <summary>
/// Finds events that came into the log after their time was read (G6): compares what the API says of the last hours with the ledger, and
/// reads again where they differ. To be called when the lane's cursor has reached its target and all is written down, by one at a time.
/// </summary>
internal sealed class LateEvents(Lane lane, LaneContext context, LaneCursor cursor)
{
    /// <summary>A difference between the API's total and the ledger that reading it again has explained.</summary>
    private (DateTime From, long Difference)? _explained;

    /// <summary>Whether all that the API shows of the overlap and of the hour in which it begins is settled; false when it must be looked at again.</summary>
    /// <exception cref="SourceException">The API could not be read.</exception>
    /// <exception cref="StateException">The state could not be written.</exception>
    public async Task<bool> FindAsync(CancellationToken stop, CancellationToken abort)
    {
        if (context.Overlap == TimeSpan.Zero || stop.IsCancellationRequested)
            return !stop.IsCancellationRequested;
        var overlap = Later(cursor.CoveredFrom, cursor.Position - context.Overlap);
        // The ledger counts by the hour, so whole hours are compared.
        var compared = new Window(Later(cursor.CoveredFrom, Window.FloorToHour(overlap)), cursor.Position);
        if (compared.IsEmpty)
            return true;
        var total = await context.Source.CountAsync(lane.Contract, compared, ReadPriority.Live, stop).ConfigureAwait(false);
        if (total is not null && IsExplained(compared, total.Value))
            return true;

        // Late events mostly come soon; the rest of the hour is read only if they do not make up for it.
        if (!(await RereadAsync(new Window(overlap, cursor.Position)).ConfigureAwait(false)).IsWhole)
            return false;
        if (total is null || IsExplained(compared, total.Value))
            return true;
        if (!(await RereadAsync(new Window(compared.Start, overlap)).ConfigureAwait(false)).IsWhole)
            return false;
        _explained = (compared.Start, total.Value - lane.SettledIn(compared));
        return true;

        Task<Walked> RereadAsync(Window window) => lane.Behind.RereadAsync(window, ReadPriority.Live, stop, abort);
    }

    /// <summary>After a rewind: what was explained may be otherwise when it is delivered again.</summary>
    public void Forget() => _explained = null;

    private bool IsExplained(Window compared, long total)
    {
        var difference = total - lane.SettledIn(compared);
        return difference == 0 || _explained == (compared.Start, difference);
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}
