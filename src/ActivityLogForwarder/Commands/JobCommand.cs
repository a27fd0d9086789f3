using System.Text.Json;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;

namespace ActivityLogForwarder.Commands;

/// <summary>
/// What commands that change the state share: beside a running forwarder they leave a job and follow it, without one
/// they carry it out themselves. Either side may be killed; the job goes on where it was.
/// </summary>
public static class JobCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);

    /// <param name="options">The configuration.</param>
    /// <param name="kind">What to do.</param>
    /// <param name="arguments">With what.</param>
    /// <param name="results">Where the outcome goes; null: standard output.</param>
    public static async Task<int> RunAsync(ForwarderOptions options, JobKind kind, JobArguments arguments, TextWriter? results = null)
    {
        using var stop = new StopSignal();
        var job = new Job(kind, JsonSerializer.Serialize(arguments, JobJson.Default.JobArguments));
        var progress = new ProgressLine(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);
        while (!job.IsFinished && !stop.Token.IsCancellationRequested)
        {
            if (await TryRunAsync(options, job, progress, stop.Token).ConfigureAwait(false) is { } ended)
            {
                job = ended;
                break;
            }

            if (job.Number == 0)
                job = Stores.LeaveJob(options.State, job);
            job = await FollowAsync(options, job, progress, stop.Token).ConfigureAwait(false);
        }

        progress.End();
        if (!job.IsFinished)
        {
            await Console.Error.WriteLineAsync($"Job {job.Number} is not finished; the next run goes on with it.").ConfigureAwait(false);
            return ExitCode.Incomplete;
        }

        await (results ?? Console.Out).WriteLineAsync(Printable.Escape($"{kind}: {job.Outcome}")).ConfigureAwait(false);
        return job.Status == JobStatus.Done ? ExitCode.Done : ExitCode.Incomplete;
    }

    /// <summary>Carries the job out in this process; null where another holds the state.</summary>
    private static async Task<Job?> TryRunAsync(ForwarderOptions options, Job job, ProgressLine progress, CancellationToken stop)
    {
        using var loggers = ConfiguredCommand.CreateLog(options);
        Forwarder forwarder;
        try
        {
            forwarder = await Forwarder.OpenAsync(options, loggers, TimeProvider.System).ConfigureAwait(false);
        }
        catch (StateException exception) when (exception.IsHeld)
        {
            return null;
        }

        await using (forwarder)
        {
            using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var run = forwarder.RunJobAsync(job, stop);
            var watch = WatchAsync(() => forwarder.FindJob(job), progress, watching.Token);
            var ended = await run.ConfigureAwait(false);
            await watching.CancelAsync().ConfigureAwait(false);
            await watch.ConfigureAwait(false);
            return ended;
        }
    }

    /// <summary>Follows a job that another process carries out, until it ends or that process is gone.</summary>
    private static async Task<Job> FollowAsync(ForwarderOptions options, Job job, ProgressLine progress, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await using (var store = Stores.OpenReadOnly(options.State))
                job = store.Jobs().FirstOrDefault(left => left.Number == job.Number) ?? job;
            progress.Show(JsonSerializer.Deserialize(job.Progress, JobJson.Default.JobProgress));
            if (job.IsFinished || !Stores.IsHeld(options.State))
                break;
        }

        return job;
    }

    private static async Task WatchAsync(Func<Job?> find, ProgressLine progress, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stop.IsCancellationRequested && find() is { } job)
                progress.Show(JsonSerializer.Deserialize(job.Progress, JobJson.Default.JobProgress));
        }
    }
}
