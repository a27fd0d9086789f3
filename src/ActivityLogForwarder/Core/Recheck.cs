namespace ActivityLogForwarder.Core;

/// <summary>
/// Proves a lane complete, or makes it so (G7): compares the ledger with the API's totals, reads again the hours that
/// differ, delivers what is missing, and remembers what reading again has explained.
/// </summary>
public sealed partial class Recheck(LaneContext context, Lane lane)
{
    /// <summary>Rechecks what is covered of the window.</summary>
    /// <param name="window">The window, widened to whole hours.</param>
    /// <param name="full">Whether every hour is read again, not only those that differ.</param>
    /// <param name="priority">Whose share of the rate reading takes.</param>
    /// <param name="done">Told of each hour that is done with, in seconds.</param>
    /// <param name="stop">Nothing more is begun.</param>
    /// <param name="abort">What is under way ends at once.</param>
    /// <returns>False when it was cut short.</returns>
    /// <exception cref="SourceException">The API could not be read.</exception>
    public async Task<bool> RunAsync(
        Window window, bool full, ReadPriority priority, Action<long>? done, CancellationToken stop, CancellationToken abort)
    {
        if (context.Store.Find(lane.Key) is not { } state)
            return true;
        foreach (var gap in context.Store.Gaps().Where(gap => gap.Lane == lane.Key && window.Contains(gap.Window.Start)))
            await lane.RereadAsync(gap.Window, priority, stop, abort).ConfigureAwait(false);
        var hours = CoveredHour.Of(state, window);
        var compared = await new Comparison(context.Source, context.Store, lane.Contract, lane.Key).CompareAsync(hours, stop).ConfigureAwait(false);
        var isWhole = true;
        foreach (var hour in compared)
        {
            if (full || hour.Differs)
                isWhole &= await ReadAgainAsync(hour, priority, stop, abort).ConfigureAwait(false);
            done?.Invoke((long)hour.Hour.Parts.Sum(part => part.Length.TotalSeconds));
        }

        return isWhole;
    }

    private async Task<bool> ReadAgainAsync(ComparedHour hour, ReadPriority priority, CancellationToken stop, CancellationToken abort)
    {
        var before = lane.Counts.New;
        foreach (var part in hour.Hour.Parts)
        {
            if (!await lane.RereadAsync(part, priority, stop, abort).ConfigureAwait(false))
                return false;
        }

        var found = lane.Counts.New - before;
        if (found > 0)
            LogFound(context.Log, lane.Contract.Number, lane.Route.Name, found, hour.Hour.Hour);
        var remaining = hour.Total - lane.SettledIn(hour.Hour.Span);
        if (remaining is not null && remaining != hour.Explained)
        {
            await context.Store.CommitAsync(
                new LaneCommit(lane.Key, context.Clock.GetUtcNow().UtcDateTime) { Explained = new ExplainedDifference(hour.Hour.Span, remaining.Value) },
                CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Contract {Contract}, sink {Sink}: {Count} events were missing in the hour from {Hour} on and are delivered")]
    private static partial void LogFound(ILogger log, string contract, string sink, long count, DateTime hour);
}
