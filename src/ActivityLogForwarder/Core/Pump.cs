using System.Collections.Concurrent;

namespace ActivityLogForwarder.Core;

/// <summary>
/// The loop: finds the contracts, ticks each when it is due, and lets its lanes walk to the tick. It owns no thread
/// or timer per contract; a lane is a task only while it has work.
/// </summary>
public sealed class Pump
{
    /// <summary>Time for what is under way to finish after a stop.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan PruneEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private readonly PumpOptions _options;
    private readonly LaneContext _context;
    private readonly PollSchedule _schedule;
    private readonly Uptime _uptime;
    private readonly ContractDiscovery _contracts;
    private readonly Rechecks _rechecks;
    private readonly JobRunner _jobs;
    private readonly ConcurrentDictionary<Lane, Task> _running = new();
    private Task _discovery = Task.CompletedTask;
    private Task _pruning = Task.CompletedTask;
    private Task _readingJob = Task.CompletedTask;
    private Task _otherJob = Task.CompletedTask;

    public Pump(
        PumpOptions options, LaneContext context, IReadOnlyList<SinkRoute> routes,
        Func<CancellationToken, Task<ContractsFound>> discover)
    {
        _options = options;
        _context = context;
        _schedule = new PollSchedule(options.PollInterval, options.MaxPollInterval);
        _uptime = new Uptime(context.Clock);
        _contracts = new ContractDiscovery(options, context, routes, _uptime, discover);
        _rechecks = new Rechecks(options, context, _uptime);
        _jobs = new JobRunner(this, context);
        LastTick = Now;
    }

    /// <summary>When the loop last went round.</summary>
    public DateTime LastTick { get; private set; }

    public IReadOnlyCollection<ContractPoll> Polls => [.. _contracts.Polls];

    /// <summary>By account: type and code of why its contracts could not be listed.</summary>
    public IReadOnlyDictionary<string, string> AccountErrors => _contracts.AccountErrors;

    private DateTime Now => _context.Clock.GetUtcNow().UtcDateTime;

    /// <summary>Runs until told to stop, then lets what is under way finish for up to <see cref="DrainTime"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var abort = new CancellationTokenSource();
        var nextPruning = _uptime.Now;
        while (!stop.IsCancellationRequested)
        {
            LastTick = Now;
            if (_discovery.IsCompleted && _contracts.IsDue)
                _discovery = DiscoverAsync(stop);

            if (_pruning.IsCompleted && _uptime.Now >= nextPruning)
            {
                nextPruning = _uptime.Now + PruneEvery;
                _pruning = PruneAsync();
            }

            if (_discovery.IsCompleted && !_contracts.IsEmpty)
            {
                if (_readingJob.IsCompleted)
                    _readingJob = RunJobAsync(reads: true, stop, abort.Token);
                if (_otherJob.IsCompleted)
                    _otherJob = RunJobAsync(reads: false, stop, abort.Token);
            }

            foreach (var poll in _contracts.Polls)
            {
                if (_uptime.Now >= poll.Due)
                    Tick(poll, stop, abort.Token);
                _rechecks.StartIfDue(poll, stop, abort.Token);
            }

            await SleepAsync(stop).ConfigureAwait(false);
        }

        _context.Log.LogStopping();
        abort.CancelAfter(DrainTime);
        await Task.WhenAll([.. _running.Values, _rechecks.WhenOverAsync(), _discovery, _pruning, _readingJob, _otherJob]).ConfigureAwait(false);
    }

    /// <summary>Says that a loop outside this class went round.</summary>
    internal void WentRound() => LastTick = Now;

    /// <summary>Looks for contracts once and begins the lanes of new ones; those that are gone are no longer polled.</summary>
    /// <returns>Whether every account could be asked.</returns>
    internal Task<bool> DiscoverAsync(CancellationToken stop) => _contracts.RunAsync(stop);

    /// <summary>Runs a lane as far as its target and says how that went to its contract's schedule.</summary>
    /// <returns>Whether the lane got there.</returns>
    internal async Task<bool> RunLaneAsync(ContractPoll poll, Lane lane, CancellationToken stop, CancellationToken abort)
    {
        var begun = _uptime.Now;
        var newBefore = lane.Counts.New;
        using var span = ForwarderTraces.StartPoll(lane.Contract, lane.Route.Name);
        try
        {
            await lane.RunAsync(stop, abort).ConfigureAwait(false);
            poll.Succeeded(Now, begun, lane.Counts.New > newBefore, _schedule);
            return lane.IsAtHead;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (SourceException exception)
        {
            span.Fail(exception.Code);
            poll.Failed(Now, _uptime.Now, exception.Code, exception.IsRefusal, _schedule);
            _context.Log.LogSourceFailed(lane.Contract.Number, lane.Route.Name, exception.Message);
        }
        catch (StateException exception)
        {
            span.Fail("state");
            poll.Failed(Now, _uptime.Now, "state", false, _schedule);
            _context.Log.LogStateFailed(exception.Message);
        }
        catch (Exception exception)
        {
            // Whatever one lane runs into is that lane's: the others go on, and it tries again.
            span.Fail(exception.GetType().Name);
            poll.Failed(Now, _uptime.Now, exception.GetType().Name, false, _schedule);
            _context.Log.LogUnexpected(lane.Contract.Number, lane.Route.Name, exception);
        }

        return false;
    }

    private void Tick(ContractPoll poll, CancellationToken stop, CancellationToken abort)
    {
        poll.Begun(_uptime.Now);
        var end = _context.Source.LatestEnd(poll.Contract);
        foreach (var lane in poll.Lanes)
        {
            // A lane still on its way walks to this tick as well.
            if (end > lane.Target)
                lane.Target = end;
            if (!_running.ContainsKey(lane))
                Start(poll, lane, stop, abort);
        }
    }

    private void Start(ContractPoll poll, Lane lane, CancellationToken stop, CancellationToken abort)
    {
        var run = new Task<Task>(async () =>
        {
            await RunLaneAsync(poll, lane, stop, abort).ConfigureAwait(false);
            _running.TryRemove(lane, out _);
        });
        _running[lane] = run.Unwrap();
        run.Start(TaskScheduler.Default);
    }

    private async Task RunJobAsync(bool reads, CancellationToken stop, CancellationToken abort)
    {
        try
        {
            if (_jobs.Next(reads) is { } job)
                await _jobs.RunAsync(job, stop, abort).ConfigureAwait(false);
        }
        catch (StateException exception)
        {
            _context.Log.LogStateFailed(exception.Message);
        }
    }

    private async Task PruneAsync()
    {
        try
        {
            // What a clock set far ahead would call old is not.
            var now = _contracts.Polls.Select(poll => _context.Source.LatestEnd(poll.Contract)).Append(Now).Min();
            // A recheck that is under way when the hour ends still needs the ids of its first one.
            await _context.Store.PruneAsync(now - _options.RecheckWindow - TimeSpan.FromHours(1), now - _options.Keep, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StateException exception)
        {
            _context.Log.LogStateFailed(exception.Message);
        }
    }

    private async Task SleepAsync(CancellationToken stop)
    {
        var wait = LongestSleep;
        foreach (var poll in _contracts.Polls)
            wait = poll.Due - _uptime.Now < wait ? poll.Due - _uptime.Now : wait;
        try
        {
            await Task.Delay(wait > TimeSpan.FromMilliseconds(10) ? wait : TimeSpan.FromMilliseconds(10), _context.Clock, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Told to stop: the loop sees it.
        }
    }
}
