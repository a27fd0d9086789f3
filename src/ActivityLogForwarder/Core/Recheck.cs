namespace ActivityLogForwarder.Core;

/// <summary>
/// Proves a lane complete, or makes it so (G7): compares the ledger with the API's totals, reads again the hours that
/// differ, delivers what is missing, and remembers what reading again has explained.
/// </summary>
public sealed partial class Recheck(LaneContext context, Lane lane)
{
    /// <summary>
    /// Whether an hour whose ids are forgotten may be delivered as a whole once more where events are missing and
    /// nothing else tells which. Without it such hours are left alone.
    /// </summary>
    public bool MayRepeat { get; init; }

    private DateTime Now => context.Clock.GetUtcNow().UtcDateTime;

    /// <summary>Rechecks what is covered of the window.</summary>
    /// <param name="window">The window, widened to whole hours.</param>
    /// <param name="full">Whether every hour is read again, not only those that differ.</param>
    /// <param name="priority">Whose share of the rate it takes.</param>
    /// <param name="done">Told of each hour that is done with, and of the events delivered in it.</param>
    /// <param name="stop">Nothing more is begun.</param>
    /// <param name="abort">What is under way ends at once.</param>
    /// <returns>False when something was not read consistently, or when it was cut short.</returns>
    /// <exception cref="SourceException">The API could not be read.</exception>
    public async Task<bool> RunAsync(
        Window window, bool full, ReadPriority priority, Func<Walked, TimeSpan, Task>? done, CancellationToken stop, CancellationToken abort)
    {
        if (context.Store.Find(lane.Key) is not { } state)
            return true;
        var gaps = context.Store.Gaps().Where(gap => gap.Lane == lane.Key && window.Contains(gap.Window.Start)).ToList();
        foreach (var gap in gaps)
            await DoneAsync(await lane.Behind.RereadAsync(gap.Window, priority, stop, abort).ConfigureAwait(false), TimeSpan.Zero).ConfigureAwait(false);
        var hours = CoveredHour.Of(state, window);
        var compared = await new Comparison(context.Source, context.Store, lane.Contract, lane.Key, priority).CompareAsync(hours, stop).ConfigureAwait(false);
        var isWhole = true;
        foreach (var hour in compared)
        {
            var walked = full || hour.Differs
                ? await ReadAgainAsync(hour, priority, stop, abort).ConfigureAwait(false)
                : new Walked(true, 0, 0);
            Judge(hour, walked.IsWhole, state.Cursor, gaps.Exists(gap => hour.Hour.Hour == Window.FloorToHour(gap.Window.Start)));
            isWhole &= walked.IsWhole;
            await DoneAsync(walked, TimeSpan.FromTicks(hour.Hour.Parts.Sum(part => part.Length.Ticks))).ConfigureAwait(false);
        }

        return isWhole;

        Task DoneAsync(Walked walked, TimeSpan length) => done?.Invoke(walked, length) ?? Task.CompletedTask;
    }

    /// <summary>
    /// Compares hours of which nothing is known yet, without reading any again: after a start, what lies before the
    /// window that is rechecked anyway.
    /// </summary>
    /// <exception cref="SourceException">The API could not be read.</exception>
    public async Task ReviewAsync(Window window, CancellationToken stop)
    {
        if (context.Store.Find(lane.Key) is not { } state)
            return;
        var unknown = CoveredHour.Of(state, window).Where(hour => !lane.Proof.Knows(hour.Hour) && hour.Hour.AddHours(1) <= state.Cursor).ToList();
        var comparison = new Comparison(context.Source, context.Store, lane.Contract, lane.Key, ReadPriority.Recheck);
        foreach (var hour in await comparison.CompareAsync(unknown, stop).ConfigureAwait(false))
        {
            if (hour.Total is not null)
                Judge(hour, isWhole: true, state.Cursor, hadGap: true);
        }
    }

    /// <summary>Takes down what has come of an hour. One that the cursor is still in is judged when it is over.</summary>
    private void Judge(ComparedHour hour, bool isWhole, DateTime cursor, bool hadGap)
    {
        if (hour.Hour.Hour.AddHours(1) > cursor)
            return;
        var (missing, isExpired) = (0L, hour.Total == 0 && hour.Settled > 0);
        if (hour.Differs && hour.Total is { } total)
        {
            var span = hour.Hour.Span;
            var explained = context.Store.Explained(lane.Key, span).Where(known => known.Window.Start == span.Start).Sum(known => known.Difference);
            missing = Math.Max(0, total - lane.SettledIn(span) - explained);
        }

        if (hadGap && HasGap(hour))
            missing = Math.Max(1, missing);
        if (missing > 0 || isWhole)
            lane.Proof.Record(hour.Hour.Hour, missing, isExpired);
        else
            lane.Proof.Forget(hour.Hour.Hour, hour.Hour.Hour.AddHours(1));
    }

    private async Task<Walked> ReadAgainAsync(ComparedHour hour, ReadPriority priority, CancellationToken stop, CancellationToken abort)
    {
        IReadOnlySet<EventKey>? only = null;
        if (!HourReading.AreIdsKept(context.Store, lane.Key, Row(hour), Now - context.IdsKept))
        {
            var reading = await HourReading.ReadAsync(
                context.Source, context.Store, lane.Contract, lane.Key, hour.Hour, priority, stop).ConfigureAwait(false);
            var row = Row(hour);
            only = reading.MissingOf(row);
            if (!reading.IsTrusted)
                return new Walked(false, 0, 0);
            if (reading.Digest == row.Digest || reading.Keys.Count <= row.Settled)
                only = new HashSet<EventKey>();
            if (only is null && !MayRepeat)
                return new Walked(true, 0, 0);
            if (only is null)
            {
                LogRepeated(context.Log, lane.Contract.Number, lane.Route.Name, reading.Keys.Count - row.Settled, hour.Hour.Hour);
                await lane.InTurnAsync(() => ForgetAsync(hour, reading.Untimed), stop).ConfigureAwait(false);
            }
        }

        var walked = only is { Count: 0 } ? new Walked(true, 0, 0) : await DeliverAsync(hour, priority, only, stop, abort).ConfigureAwait(false);
        if (walked.IsWhole)
            await ExplainAsync(hour, priority, stop).ConfigureAwait(false);
        return walked;
    }

    private async Task<Walked> DeliverAsync(
        ComparedHour hour, ReadPriority priority, IReadOnlySet<EventKey>? only, CancellationToken stop, CancellationToken abort)
    {
        var sum = new Walked(true, 0, 0);
        foreach (var part in hour.Hour.Parts)
        {
            var walked = await lane.Behind.RereadAsync(part, priority, stop, abort, only).ConfigureAwait(false);
            sum = new Walked(sum.IsWhole && walked.IsWhole, sum.Delivered + walked.Delivered, sum.Settled + walked.Settled);
        }

        if (sum.Settled > 0)
            LogFound(context.Log, lane.Contract.Number, lane.Route.Name, sum.Settled, hour.Hour.Hour);
        return sum;
    }

    /// <summary>
    /// Remembers what remains of the difference; not while an open gap is part of it, which may close. Where the API's total is higher, it is asked for once more: what it
    /// counts but did not show when the hour was read must not pass for explained.
    /// </summary>
    private async Task ExplainAsync(ComparedHour hour, ReadPriority priority, CancellationToken stop)
    {
        var remaining = hour.Total - lane.SettledIn(hour.Hour.Span);
        if (remaining is null || remaining == hour.Explained || HasGap(hour))
            return;
        if (remaining > 0)
        {
            long? total = 0;
            foreach (var part in hour.Hour.Parts)
                total += await context.Source.CountAsync(lane.Contract, part, priority, stop).ConfigureAwait(false);
            if (total != hour.Total)
                return;
        }

        await context.Store.CommitAsync(
            new LaneCommit(lane.Key, Now) { Explained = new ExplainedDifference(hour.Hour.Span, remaining.Value) },
            CancellationToken.None).ConfigureAwait(false);
    }

    // The ids of events without a time are not kept by the hour: those still known stay settled.
    private async Task ForgetAsync(ComparedHour hour, IReadOnlyList<SettledEvent> untimed) =>
        await context.Store.CommitAsync(
            new LaneCommit(lane.Key, Now) { Forgotten = hour.Hour.Hour, Settled = untimed }, CancellationToken.None).ConfigureAwait(false);

    private bool HasGap(ComparedHour hour) =>
        context.Store.Gaps().Any(gap => gap.Lane == lane.Key && Window.FloorToHour(gap.Window.Start) == hour.Hour.Hour);

    private LedgerRow Row(ComparedHour hour) =>
        context.Store.Ledger(lane.Key, hour.Hour.Span) is [var row, ..] ? row : new LedgerRow(hour.Hour.Hour, 0, 0, 0, 0, default(EventKey));

    [LoggerMessage(LogLevel.Warning, "Contract {Contract}, sink {Sink}: {Count} events were missing in the hour from {Hour} on and are delivered")]
    private static partial void LogFound(ILogger log, string contract, string sink, long count, DateTime hour);

    [LoggerMessage(LogLevel.Warning, "Contract {Contract}, sink {Sink}: {Count} events are missing in the hour from {Hour} on, and which they are is no longer known; the whole hour is delivered again")]
    private static partial void LogRepeated(ILogger log, string contract, string sink, long count, DateTime hour);
}
