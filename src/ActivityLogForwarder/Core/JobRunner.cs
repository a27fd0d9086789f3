using System.Text.Json;

namespace ActivityLogForwarder.Core;

/// <summary>
/// Carries out the jobs that commands have left in the state, one after the other, in the lanes of a pump. A job that
/// a crash cut short is begun again: what it did is in the state.
/// </summary>
public sealed partial class JobRunner(Pump pump, LaneContext context)
{
    /// <summary>So often in a row the API may fail, and a backfill waits and goes on.</summary>
    private const int MaxFailures = 10;

    private const string Unread = "a window did not read consistently; what was read is delivered, run it again for the rest";

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Carries out a job to its end.</summary>
    /// <returns>The job as it ended; unfinished when it was told to stop.</returns>
    /// <exception cref="StateException">The state could not be written.</exception>
    public async Task<Job> RunAsync(Job job, CancellationToken stop, CancellationToken abort)
    {
        var arguments = JsonSerializer.Deserialize<JobArguments>(job.Arguments)!;
        var progress = new Progress(this, job with { Status = JobStatus.Running });
        await progress.SaveAsync(force: true).ConfigureAwait(false);
        var lanes = pump.Polls.SelectMany(poll => poll.Lanes).Where(arguments.Takes).ToList();
        try
        {
            var problem = lanes.Count == 0 && job.Kind != JobKind.Prune ? NothingFits() : job.Kind switch
            {
                JobKind.Prune => await PruneAsync(arguments, progress).ConfigureAwait(false),
                JobKind.Backfill => await BackfillAsync(lanes, arguments, progress, stop, abort).ConfigureAwait(false),
                JobKind.Repair => await RepairAsync(lanes, arguments, progress, stop, abort).ConfigureAwait(false),
                JobKind.Rewind => await RewindAsync(lanes, arguments, stop).ConfigureAwait(false),
                JobKind.Replay => await ReplayAsync(lanes, arguments, progress, stop, abort).ConfigureAwait(false),
                _ => await DiscardAsync(lanes, arguments, progress).ConfigureAwait(false),
            };
            if (stop.IsCancellationRequested)
            {
                await progress.SaveAsync(force: true).ConfigureAwait(false);
                return progress.Job;
            }

            return await progress.EndAsync(problem).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return progress.Job;
        }
        catch (SourceException exception)
        {
            return await progress.EndAsync($"the API could not be read: {exception.Message}").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not StateException)
        {
            // Tried again and again it would fail again and again, and hold back the jobs behind it.
            LogUnexpected(context.Log, job.Number, job.Kind, exception);
            return await progress.EndAsync($"unexpected error: {exception.GetType().Name}").ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The next job that waits or was cut short, of those that read the API or of the others; null: none. The two go on
    /// beside each other: what frees a sink that is held must not wait behind what waits for that sink.
    /// </summary>
    public Job? Next(bool reads) => context.Store.Jobs().FirstOrDefault(job =>
        !job.IsFinished && (job.Kind is JobKind.Backfill or JobKind.Repair) == reads);

    private string NothingFits() => pump.AccountErrors.Count == 0
        ? "no contract and sink that is configured fits; 'contracts' and 'status' show those there are"
        : $"contracts could not be listed: {string.Join(", ", pump.AccountErrors.Select(error => $"{error.Key}: {error.Value}"))}";

    private async Task<string?> BackfillAsync(
        List<Lane> lanes, JobArguments arguments, Progress progress, CancellationToken stop, CancellationToken abort)
    {
        var work = lanes.Select(lane => (Lane: lane, Windows: Uncovered(lane, arguments))).ToList();
        progress.Total = work.Sum(item => item.Windows.Sum(window => (long)window.Length.TotalSeconds));
        var results = await Task.WhenAll(work.Select(item => Task.Run(async () =>
        {
            var isWhole = true;
            foreach (var window in item.Windows)
                isWhole &= await BackfillAsync(item.Lane, window, arguments.Again, progress, stop, abort).ConfigureAwait(false);
            return isWhole;
        }, CancellationToken.None))).ConfigureAwait(false);
        return results.All(whole => whole) ? null : Unread;
    }

    /// <summary>Delivers a window, and goes on where it was when the API fails for a while.</summary>
    private async Task<bool> BackfillAsync(
        Lane lane, Window window, bool again, Progress progress, CancellationToken stop, CancellationToken abort)
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
            progress.Add(walked.Delivered, (long)length.TotalSeconds);
            await progress.SaveAsync().ConfigureAwait(false);
        }
    }

    private async Task<string?> RepairAsync(
        List<Lane> lanes, JobArguments arguments, Progress progress, CancellationToken stop, CancellationToken abort)
    {
        var asked = new Window(arguments.From, arguments.To);
        progress.Total = lanes.Sum(lane => CoveredHour.Of(context.Store.Find(lane.Key)!, asked).Sum(hour => hour.Parts.Sum(part => (long)part.Length.TotalSeconds)));
        var problem = default(string);
        foreach (var lane in lanes)
        {
            try
            {
                var isWhole = await new Recheck(context, lane) { MayRepeat = true }.RunAsync(
                    asked, arguments.Again, ReadPriority.Backfill,
                    async (walked, length) =>
                    {
                        progress.Add(walked.Delivered, (long)length.TotalSeconds);
                        await progress.SaveAsync().ConfigureAwait(false);
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

    private static async Task<string?> RewindAsync(List<Lane> lanes, JobArguments arguments, CancellationToken stop)
    {
        foreach (var lane in lanes)
            await lane.RewindAsync(Window.FloorToHour(arguments.To), stop).ConfigureAwait(false);
        return null;
    }

    private async Task<string?> ReplayAsync(
        List<Lane> lanes, JobArguments arguments, Progress progress, CancellationToken stop, CancellationToken abort)
    {
        var letters = Letters(lanes, arguments);
        progress.Total = letters.Count;
        var refused = 0;
        foreach (var (lane, numbers) in letters)
        {
            foreach (var number in numbers)
            {
                if (stop.IsCancellationRequested || context.Store.FindDeadLetter(number) is not { } letter)
                    continue;
                var isAccepted = false;
                await lane.InTurnAsync(async () => isAccepted = await Replay.TryAsync(lane, letter, abort).ConfigureAwait(false), stop).ConfigureAwait(false);
                if (isAccepted)
                    await context.Store.ResolveDeadLettersAsync([number], SettledAs.Delivered, CancellationToken.None).ConfigureAwait(false);
                else
                    refused++;
                progress.Add(isAccepted ? 1 : 0, 1);
                await progress.SaveAsync().ConfigureAwait(false);
            }
        }

        return refused == 0 ? null : $"{refused} dead letters were refused again and stay";
    }

    private async Task<string?> DiscardAsync(List<Lane> lanes, JobArguments arguments, Progress progress)
    {
        var numbers = Letters(lanes, arguments).SelectMany(lane => lane.Numbers).ToList();
        await context.Store.ResolveDeadLettersAsync(numbers, SettledAs.Discarded, CancellationToken.None).ConfigureAwait(false);
        progress.Total = numbers.Count;
        progress.Add(0, numbers.Count);
        return null;
    }

    /// <summary>What this process itself delivers to stays: whoever left the job may know another configuration.</summary>
    private async Task<string?> PruneAsync(JobArguments arguments, Progress progress)
    {
        var inUse = pump.Polls.SelectMany(poll => poll.Lanes).Select(lane => lane.Key).ToHashSet();
        var lanes = arguments.Lanes ?? [];
        progress.Total = lanes.Count;
        foreach (var lane in lanes.Where(lane => !inUse.Contains(lane)))
        {
            await context.Store.RemoveAsync(lane, CancellationToken.None).ConfigureAwait(false);
            progress.Add(0, 1);
        }

        var kept = lanes.Where(inUse.Contains).ToList();
        return kept.Count == 0 ? null : $"{string.Join(", ", kept)} stays, since the running forwarder delivers to it: restart it with the new configuration first";
    }

    private List<(Lane Lane, List<long> Numbers)> Letters(List<Lane> lanes, JobArguments arguments)
    {
        var byLane = context.Store.DeadLetters()
            .Where(letter => arguments.Numbers is not { Count: > 0 } wanted || wanted.Contains(letter.Number))
            .ToLookup(letter => letter.Lane, letter => letter.Number);
        return [.. lanes.Select(lane => (lane, byLane[lane.Key].ToList()))];
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

    [LoggerMessage(LogLevel.Information, "Job {Number} ({Kind}): {Outcome}")]
    private static partial void LogEnded(ILogger log, long number, JobKind kind, string outcome);

    [LoggerMessage(LogLevel.Warning, "Contract {Contract}, sink {Sink}: the API could not be read, trying again: {Reason}")]
    private static partial void LogWaiting(ILogger log, string contract, string sink, string reason);

    [LoggerMessage(LogLevel.Error, "Job {Number} ({Kind}): unexpected error")]
    private static partial void LogUnexpected(ILogger log, long number, JobKind kind, Exception exception);

    /// <summary>Counts what a job has done and writes it down now and then.</summary>
    private sealed class Progress(JobRunner runner, Job job)
    {
        // A job that goes on counts what it delivered before.
        private long _events = JsonSerializer.Deserialize<JobProgress>(job.Progress)?.Events ?? 0;
        private long _done;
        private long _savedAt;

        public Job Job { get; private set; } = job;

        private SemaphoreSlim Saving { get; } = new(1, 1);

        public long Total { get; set; }

        public void Add(long events, long done)
        {
            Interlocked.Add(ref _events, events);
            Interlocked.Add(ref _done, done);
        }

        public async Task SaveAsync(bool force = false)
        {
            await Saving.WaitAsync().ConfigureAwait(false);
            try
            {
                var clock = runner.Context.Clock;
                if (!force && _savedAt != 0 && clock.GetElapsedTime(_savedAt) < SaveEvery)
                    return;
                _savedAt = clock.GetTimestamp();
                var progress = new JobProgress(Interlocked.Read(ref _events), Interlocked.Read(ref _done), Total);
                Job = await runner.Context.Store.SaveJobAsync(Job with { Progress = JsonSerializer.Serialize(progress) }, CancellationToken.None).ConfigureAwait(false);
            }
            finally
            {
                Saving.Release();
            }
        }

        public async Task<Job> EndAsync(string? problem)
        {
            Job = Job with
            {
                Status = problem is null ? JobStatus.Done : JobStatus.Failed,
                Outcome = problem ?? Job.Kind switch
                {
                    JobKind.Rewind => "the cursor is moved",
                    JobKind.Prune => $"{Interlocked.Read(ref _done)} removed",
                    JobKind.Discard => $"{Interlocked.Read(ref _done)} dead letters discarded",
                    _ => $"{Interlocked.Read(ref _events)} events delivered",
                },
            };
            await SaveAsync(force: true).ConfigureAwait(false);
            LogEnded(runner.Context.Log, Job.Number, Job.Kind, Job.Outcome!);
            return Job;
        }
    }

    private LaneContext Context => context;
}
