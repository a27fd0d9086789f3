using System.Text.Json;

namespace ActivityLogForwarder.Core;

/// <summary>
/// Carries out the jobs that commands have left in the state, one after the other, in the lanes of a pump. A job that
/// a crash cut short is begun again: what it did is in the state.
/// </summary>
public sealed partial class JobRunner(Pump pump, LaneContext context)
{
    private readonly ReadingJobs _reading = new(context);
    private readonly DeadLetterJobs _deadLetters = new(context.Store);

    /// <summary>Carries out a job to its end.</summary>
    /// <returns>The job as it ended; unfinished when it was told to stop.</returns>
    /// <exception cref="StateException">The state could not be written.</exception>
    public async Task<Job> RunAsync(Job job, CancellationToken stop, CancellationToken abort)
    {
        var arguments = JsonSerializer.Deserialize(job.Arguments, JobJson.Default.JobArguments)!;
        var running = new RunningJob(context, job with { Status = JobStatus.Running });
        await running.SaveAsync(force: true).ConfigureAwait(false);
        var lanes = pump.Polls.SelectMany(poll => poll.Lanes).Where(arguments.Takes).ToList();
        try
        {
            var problem = lanes.Count == 0 && job.Kind != JobKind.Prune ? NothingFits() : job.Kind switch
            {
                JobKind.Prune => await PruneAsync(arguments, running).ConfigureAwait(false),
                JobKind.Backfill => await _reading.BackfillAsync(lanes, arguments, running, stop, abort).ConfigureAwait(false),
                JobKind.Repair => await _reading.RepairAsync(lanes, arguments, running, stop, abort).ConfigureAwait(false),
                JobKind.Rewind => await RewindAsync(lanes, arguments, stop).ConfigureAwait(false),
                JobKind.Replay => await _deadLetters.ReplayAsync(lanes, arguments, running, stop, abort).ConfigureAwait(false),
                _ => await _deadLetters.DiscardAsync(lanes, arguments, running).ConfigureAwait(false),
            };
            if (stop.IsCancellationRequested)
            {
                await running.SaveAsync(force: true).ConfigureAwait(false);
                return running.Job;
            }

            return await running.EndAsync(problem).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return running.Job;
        }
        catch (SourceException exception)
        {
            return await running.EndAsync($"the API could not be read: {exception.Message}").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not StateException)
        {
            // Tried again and again it would fail again and again, and hold back the jobs behind it.
            LogUnexpected(context.Log, job.Number, job.Kind, exception);
            return await running.EndAsync($"unexpected error: {exception.GetType().Name}").ConfigureAwait(false);
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

    private static async Task<string?> RewindAsync(List<Lane> lanes, JobArguments arguments, CancellationToken stop)
    {
        foreach (var lane in lanes)
            await lane.RewindAsync(Window.FloorToHour(arguments.To), stop).ConfigureAwait(false);
        return null;
    }

    /// <summary>What this process itself delivers to stays: whoever left the job may know another configuration.</summary>
    private async Task<string?> PruneAsync(JobArguments arguments, RunningJob running)
    {
        var inUse = pump.Polls.SelectMany(poll => poll.Lanes).Select(lane => lane.Key).ToHashSet();
        var lanes = arguments.Lanes ?? [];
        running.Total = lanes.Count;
        foreach (var lane in lanes.Where(lane => !inUse.Contains(lane)))
        {
            await context.Store.RemoveAsync(lane, CancellationToken.None).ConfigureAwait(false);
            running.Add(0, 1);
        }

        var kept = lanes.Where(inUse.Contains).ToList();
        return kept.Count == 0 ? null : $"{string.Join(", ", kept)} stays, since the running forwarder delivers to it: restart it with the new configuration first";
    }

    [LoggerMessage(LogLevel.Error, "Job {Number} ({Kind}): unexpected error")]
    private static partial void LogUnexpected(ILogger log, long number, JobKind kind, Exception exception);
}
