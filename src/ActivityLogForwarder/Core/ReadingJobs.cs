namespace ActivityLogForwarder.Core;

/// <summary>The jobs that read the API, in the lanes they are about: each says what went wrong, null when nothing did.</summary>
internal sealed partial class ReadingJobs(LaneContext context)
{
    /// <summary>So often in a row the API may fail, and a backfill waits and goes on.</summary>
    private const int MaxFailures = 10;

    private const string Unread = "a window did not read consistently; what was read is delivered, run it again for the rest";

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Delivers what is not covered of a span up to each lane's cursor, all lanes side by side.</summary>
    public async Task<string?> BackfillAsync(
        List<Lane> lanes, JobArguments arguments, RunningJob running, CancellationToken stop, CancellationToken abort)
    {
        var work = lanes.Select(lane => (Lane: lane, Windows: Uncovered(lane, arguments))).ToList();
        running.Total = work.Sum(item => item.Windows.Sum(window => (long)window.Length.TotalSeconds));
        var results = await Task.WhenAll(work.Select(item => Task.Run(async () =>
        {
            var isWhole = true;
            foreach (var window in item.Windows)
                isWhole &= await BackfillAsync(item.Lane, window, arguments.Again, running, stop, abort).ConfigureAwait(false);
            return isWhole;
        }, CancellationToken.None))).ConfigureAwait(false);
        return results.All(whole => whole) ? null : Unread;
    }

    /// <summary>Rechecks what is covered of a span, one lane after the other, and delivers what is missing.</summary>
    public async Task<string?> RepairAsync(
        List<Lane> lanes, JobArguments arguments, RunningJob running, CancellationToken stop, CancellationToken abort)
    {
        var asked = new Window(arguments.From, arguments.To);
        running.Total = lanes.Sum(lane => CoveredHour.Of(context.Store.Find(lane.Key)!, asked).Sum(hour => hour.Parts.Sum(part => (long)part.Length.TotalSeconds)));
        var problem = default(string);
        foreach (var lane in lanes)
        {
            try
            {
                var isWhole = await new Recheck(context, lane) { MayRepeat = true }.RunAsync(
                    asked, arguments.Again, ReadPriority.Backfill,
                    async (walked, length) =>
                    {
                        running.Add(walked.Delivered, (long)length.TotalSeconds);
                        await running.SaveAsync().ConfigureAwait(false);
                    },
                    stop, abort).ConfigureAwait(false);
                if (!isWhole)
                    problem ??= Unread;
            }
            catch (SourceException exception)
            {
                // One contract that cannot be read holds up no other.
                problem = $"contract {lane.Contract.Number} could not be read: {exception.Message}";
            }
        }

        return problem;
    }

    /// <summary>Delivers a window, and goes on where it was when the API fails for a while.</summary>
    private async Task<bool> BackfillAsync(
        Lane lane, Window window, bool again, RunningJob running, CancellationToken stop, CancellationToken abort)
    {
        var isWhole = true;
        var failures = 0;
        while (true)
        {
            try
            {
                var walk = again
                    ? lane.Behind.RepeatAsync(window, ReadPriority.Backfill, DoneAsync, stop, abort)
                    : lane.Behind.CoverAsync(window, ReadPriority.Backfill, DoneAsync, stop, abort);
                return isWhole & (await walk.ConfigureAwait(false)).IsWhole;
            }
            catch (SourceException exception) when (!exception.IsRefusal && failures < MaxFailures)
            {
                LogWaiting(context.Log, lane.Contract.Number, lane.Route.Name, exception.Message);
                await Task.Delay(Gate.Backoff(failures++, FirstWait, LongestWait), context.Clock, stop).ConfigureAwait(false);
            }
        }

        async Task DoneAsync(Walked walked, TimeSpan length)
        {
            failures = 0;
            isWhole &= walked.IsWhole;
            window = new Window(window.Start + length, window.End);
            running.Add(walked.Delivered, (long)length.TotalSeconds);
            await running.SaveAsync().ConfigureAwait(false);
        }
    }

    private List<Window> Uncovered(Lane lane, JobArguments arguments)
    {
        var state = context.Store.Find(lane.Key)!;
        // What lies ahead of the cursor is the live poll's.
        var end = Earlier(arguments.To, state.Cursor);
        if (end <= arguments.From)
            return [];
        var asked = new Window(arguments.From, end);
        if (arguments.Again)
            return [asked];
        var windows = new List<Window>();
        var start = asked.Start;
        foreach (var covered in state.Covered.Where(covered => covered.End > asked.Start && covered.Start < asked.End))
        {
            if (covered.Start > start)
                windows.Add(new Window(start, covered.Start));
            start = covered.End > start ? covered.End : start;
        }

        if (start < asked.End)
            windows.Add(new Window(start, asked.End));
        return windows;
    }

    private static DateTime Earlier(DateTime one, DateTime other) => one < other ? one : other;

    [LoggerMessage(LogLevel.Warning, "Contract {Contract}, sink {Sink}: the API could not be read, trying again: {Reason}")]
    private static partial void LogWaiting(ILogger log, string contract, string sink, string reason);
}
