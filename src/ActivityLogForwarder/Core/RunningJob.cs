using System.Text.Json;

namespace ActivityLogForwarder.Core;

/// <summary>A job that is carried out: counts what it has done, and writes it down now and then and at its end. Safe for concurrent use.</summary>
internal sealed partial class RunningJob(LaneContext context, Job job)
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    // A job that goes on counts what it delivered before.
    private long _events = JsonSerializer.Deserialize(job.Progress, JobJson.Default.JobProgress)?.Events ?? 0;
    private long _done;
    private long _savedAt;

    /// <summary>As it was last written down.</summary>
    public Job Job { get; private set; } = job;

    /// <summary><see cref="JobProgress.Total"/>.</summary>
    public long Total { get; set; }

    private SemaphoreSlim Saving { get; } = new(1, 1);

    /// <summary>Counts what was done.</summary>
    /// <param name="events">Events delivered.</param>
    /// <param name="done">How much of <see cref="Total"/>.</param>
    public void Add(long events, long done)
    {
        Interlocked.Add(ref _events, events);
        Interlocked.Add(ref _done, done);
    }

    /// <summary>Writes down how far it is, unless that was done a moment ago.</summary>
    /// <exception cref="StateException">The state could not be written.</exception>
    public async Task SaveAsync(bool force = false)
    {
        await Saving.WaitAsync().ConfigureAwait(false);
        try
        {
            var clock = context.Clock;
            if (!force && _savedAt != 0 && clock.GetElapsedTime(_savedAt) < SaveEvery)
                return;
            _savedAt = clock.GetTimestamp();
            var progress = new JobProgress(Interlocked.Read(ref _events), Interlocked.Read(ref _done), Total);
            Job = await context.Store.SaveJobAsync(Job with { Progress = JsonSerializer.Serialize(progress, JobJson.Default.JobProgress) }, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            Saving.Release();
        }
    }

    /// <summary>Writes down how it ended.</summary>
    /// <param name="problem">What went wrong, for the operator; null: nothing.</param>
    /// <exception cref="StateException">The state could not be written.</exception>
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
        LogEnded(context.Log, Job.Number, Job.Kind, Job.Outcome!);
        return Job;
    }

    [LoggerMessage(LogLevel.Information, "Job {Number} ({Kind}): {Outcome}")]
    private static partial void LogEnded(ILogger log, long number, JobKind kind, string outcome);
}
