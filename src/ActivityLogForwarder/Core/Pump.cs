using System.Collections.Concurrent;
using System.Text;

namespace ActivityLogForwarder.Core;

/// <summary>What the pump asks for again and again: the contracts that are to be read.</summary>
/// <param name="Contracts">All that are known, those found earlier included.</param>
/// <param name="Failures">Accounts whose contracts could not be listed just now, and why.</param>
public sealed record ContractsFound(
    IReadOnlyList<Contract> Contracts, IReadOnlyList<(string Account, SourceException Error)> Failures);

/// <summary>How the pump runs.</summary>
public sealed record PumpOptions
{
    public required TimeSpan PollInterval { get; init; }

    public required TimeSpan MaxPollInterval { get; init; }

    /// <summary>Where a lane without a cursor begins, seen from the given now.</summary>
    public required Func<DateTime, DateTime> StartFrom { get; init; }

    /// <summary>How long settled ids are kept.</summary>
    public required TimeSpan RecheckWindow { get; init; }

    /// <summary>How often what is settled is compared with the API.</summary>
    public required TimeSpan RecheckEvery { get; init; }

    /// <summary>How long the ledger is kept.</summary>
    public required TimeSpan Keep { get; init; }
}

/// <summary>
/// The loop: finds the contracts, ticks each when it is due, and lets its lanes walk to the tick. It owns no thread
/// or timer per contract; a lane is a task only while it has work.
/// </summary>
public sealed partial class Pump
{
    /// <summary>How often contracts are looked for.</summary>
    public static readonly TimeSpan DiscoverEvery = TimeSpan.FromHours(1);

    /// <summary>Time for what is under way to finish after a stop.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(15);

    /// <summary>Contracts rechecked at once.</summary>
    private const int MaxRechecks = 4;

    /// <summary>Contracts begun at once.</summary>
    private const int MaxBegun = 250;

    private static readonly TimeSpan PruneEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private readonly PumpOptions _options;
    private readonly LaneContext _context;
    private readonly PollSchedule _schedule;
    private readonly IReadOnlyList<SinkRoute> _routes;
    private readonly Func<CancellationToken, Task<ContractsFound>> _discover;
    private readonly ConcurrentDictionary<Contract, ContractPoll> _polls = new();
    private readonly ConcurrentDictionary<Lane, Task> _running = new();
    private readonly ConcurrentDictionary<string, string> _accountErrors = new();
    private Task _discovery = Task.CompletedTask;
    private readonly ConcurrentDictionary<Contract, Task> _rechecks = new();
    private readonly JobRunner _jobs;
    private Task _pruning = Task.CompletedTask;
    private Task _readingJob = Task.CompletedTask;
    private Task _otherJob = Task.CompletedTask;
    private readonly long _begun;
    private TimeSpan _nextDiscovery;

    public Pump(
        PumpOptions options, LaneContext context, IReadOnlyList<SinkRoute> routes,
        Func<CancellationToken, Task<ContractsFound>> discover)
    {
        _options = options;
        _context = context;
        _routes = routes;
        _discover = discover;
        _schedule = new PollSchedule(options.PollInterval, options.MaxPollInterval);
        _jobs = new JobRunner(this, context);
        _begun = context.Clock.GetTimestamp();
        LastTick = Now;
    }

    /// <summary>When the loop last went round.</summary>
    public DateTime LastTick { get; private set; }

    public IReadOnlyCollection<ContractPoll> Polls => [.. _polls.Values];

    /// <summary>By account: type and code of why its contracts could not be listed.</summary>
    public IReadOnlyDictionary<string, string> AccountErrors => _accountErrors;

    private DateTime Now => _context.Clock.GetUtcNow().UtcDateTime;

    /// <summary>Time since the start: what is due follows it, whatever the machine's clock is set to.</summary>
    private TimeSpan Uptime => _context.Clock.GetElapsedTime(_begun);

    /// <summary>Runs until told to stop, then lets what is under way finish for up to <see cref="DrainTime"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var abort = new CancellationTokenSource();
        var nextPruning = Uptime;
        while (!stop.IsCancellationRequested)
        {
            LastTick = Now;
            if (_discovery.IsCompleted && Uptime >= _nextDiscovery)
                _discovery = DiscoverAsync(stop);

            if (_pruning.IsCompleted && Uptime >= nextPruning)
            {
                nextPruning = Uptime + PruneEvery;
                _pruning = PruneAsync();
            }

            if (_discovery.IsCompleted && !_polls.IsEmpty)
            {
                if (_readingJob.IsCompleted)
                    _readingJob = RunJobAsync(reads: true, stop, abort.Token);
                if (_otherJob.IsCompleted)
                    _otherJob = RunJobAsync(reads: false, stop, abort.Token);
            }

            foreach (var poll in _polls.Values)
            {
                if (Uptime >= poll.Due)
                    Tick(poll, stop, abort.Token);
                if (Uptime >= poll.RecheckDue && _rechecks.Count < MaxRechecks && !_rechecks.ContainsKey(poll.Contract))
                    StartRecheck(poll, stop, abort.Token);
            }

            await SleepAsync(stop).ConfigureAwait(false);
        }

        LogStopping(_context.Log);
        abort.CancelAfter(DrainTime);
        await Task.WhenAll([.. _running.Values, .. _rechecks.Values, _discovery, _pruning, _readingJob, _otherJob]).ConfigureAwait(false);
    }

    /// <summary>Says that a loop outside this class went round.</summary>
    internal void WentRound() => LastTick = Now;

    /// <summary>
    /// Looks for contracts once and begins the lanes of new ones; those that are gone are no longer polled.
    /// </summary>
    /// <returns>Whether every account could be asked.</returns>
    internal async Task<bool> DiscoverAsync(CancellationToken stop)
    {
        try
        {
            var found = await _discover(stop).ConfigureAwait(false);
            foreach (var (account, error) in found.Failures)
            {
                _accountErrors[account] = error.Code;
                LogDiscoveryFailed(_context.Log, account, error.Message);
            }

            foreach (var account in _accountErrors.Keys.Except(found.Failures.Select(failure => failure.Account)))
                _accountErrors.TryRemove(account, out _);
            foreach (var gone in _polls.Keys.Except(found.Contracts))
                _polls.TryRemove(gone, out _);
            _context.Metrics.ContractsKnown(found.Contracts.Count);
            var startFrom = _options.StartFrom(Now);
            // Together, so that thousands of new ones share a few syncs of the disk.
            foreach (var some in found.Contracts.Where(contract => !_polls.ContainsKey(contract)).Chunk(MaxBegun))
                await Task.WhenAll(some.Select(contract => BeginAsync(contract, startFrom, stop))).ConfigureAwait(false);
            _nextDiscovery = Uptime + (found.Failures.Count == 0 ? DiscoverEvery : _options.PollInterval);
            return found.Failures.Count == 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (StateException exception)
        {
            LogStateFailed(_context.Log, exception.Message);
            _accountErrors[""] = "state";
            _nextDiscovery = Uptime + _options.PollInterval;
            return false;
        }
    }

    /// <summary>Runs a lane as far as its target and says how that went to its contract's schedule.</summary>
    /// <returns>Whether the lane got there.</returns>
    internal async Task<bool> RunLaneAsync(ContractPoll poll, Lane lane, CancellationToken stop, CancellationToken abort)
    {
        var begun = Uptime;
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
            poll.Failed(Now, Uptime, exception.Code, exception.IsRefusal, _schedule);
            LogSourceFailed(_context.Log, lane.Contract.Number, lane.Route.Name, exception.Message);
        }
        catch (StateException exception)
        {
            span.Fail("state");
            poll.Failed(Now, Uptime, "state", false, _schedule);
            LogStateFailed(_context.Log, exception.Message);
        }
        catch (Exception exception)
        {
            // Whatever one lane runs into is that lane's: the others go on, and it tries again.
            span.Fail(exception.GetType().Name);
            poll.Failed(Now, Uptime, exception.GetType().Name, false, _schedule);
            LogUnexpected(_context.Log, lane.Contract.Number, lane.Route.Name, exception);
        }

        return false;
    }

    private async Task BeginAsync(Contract contract, DateTime startFrom, CancellationToken stop)
    {
        var poll = new ContractPoll(contract, _options.PollInterval, Uptime, _context.Clock)
        {
            // Spread over the interval, by a number that stays the same for a contract.
            RecheckDue = Uptime + (_options.RecheckEvery * ((double)(EventId.KeyOf(Encoding.ASCII.GetBytes(contract.Number)).Low % 1000) / 1000)),
        };
        foreach (var route in _routes.Where(route => route.Takes(contract)))
        {
            var key = new LaneKey(contract.Number, route.Name);
            var state = _context.Store.Find(key) ?? await _context.Store.BeginAsync(key, startFrom, stop).ConfigureAwait(false);
            poll.Lanes.Add(new Lane(contract, route, state, _context, poll.Pace));
        }

        if (poll.Lanes.Count == 0)
            return;
        _context.Metrics.Begin(contract, poll.Lanes.Select(lane => lane.Route.Name));
        _polls.TryAdd(contract, poll);
    }

    private void Tick(ContractPoll poll, CancellationToken stop, CancellationToken abort)
    {
        poll.Begun(Uptime);
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
            LogStateFailed(_context.Log, exception.Message);
        }
    }

    private void StartRecheck(ContractPoll poll, CancellationToken stop, CancellationToken abort)
    {
        poll.RecheckDue = Uptime + _options.RecheckEvery;
        // It may be over before it could be written down if it were begun before.
        var run = new Task<Task>(async () =>
        {
            foreach (var lane in poll.Lanes)
                await RecheckLaneAsync(lane, stop, abort).ConfigureAwait(false);
            _rechecks.TryRemove(poll.Contract, out _);
        });
        _rechecks[poll.Contract] = run.Unwrap();
        run.Start(TaskScheduler.Default);
    }

    private async Task RecheckLaneAsync(Lane lane, CancellationToken stop, CancellationToken abort)
    {
        // A sink that takes nothing is rechecked another time; its cursor waits as well.
        if (stop.IsCancellationRequested || !lane.Route.Gate.IsOpen)
            return;
        try
        {
            var window = new Window(Now - _options.RecheckWindow, Now);
            var recheck = new Recheck(_context, lane);
            await recheck.RunAsync(window, full: false, ReadPriority.Recheck, null, stop, abort).ConfigureAwait(false);
            // Of the hour in which the ledger ends, not all may be there to compare with.
            var remembered = TimeSpan.FromTicks(Math.Min(LaneProof.Remembered.Ticks, _options.Keep.Ticks)) - TimeSpan.FromHours(1);
            if (remembered > _options.RecheckWindow)
                await recheck.ReviewAsync(new Window(Now - remembered, window.Start), stop).ConfigureAwait(false);
            lane.Proof.Forget(DateTime.UnixEpoch, Now - LaneProof.Remembered);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (SourceException exception)
        {
            LogSourceFailed(_context.Log, lane.Contract.Number, lane.Route.Name, exception.Message);
        }
        catch (StateException exception)
        {
            LogStateFailed(_context.Log, exception.Message);
        }
        catch (Exception exception)
        {
            LogUnexpected(_context.Log, lane.Contract.Number, lane.Route.Name, exception);
        }
    }

    private async Task PruneAsync()
    {
        try
        {
            // What a clock set far ahead would call old is not.
            var now = _polls.Values.Select(poll => _context.Source.LatestEnd(poll.Contract)).Append(Now).Min();
            // A recheck that is under way when the hour ends still needs the ids of its first one.
            await _context.Store.PruneAsync(now - _options.RecheckWindow - TimeSpan.FromHours(1), now - _options.Keep, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StateException exception)
        {
            LogStateFailed(_context.Log, exception.Message);
        }
    }

    private async Task SleepAsync(CancellationToken stop)
    {
        var wait = LongestSleep;
        foreach (var poll in _polls.Values)
            wait = poll.Due - Uptime < wait ? poll.Due - Uptime : wait;
        try
        {
            await Task.Delay(wait > TimeSpan.FromMilliseconds(10) ? wait : TimeSpan.FromMilliseconds(10), _context.Clock, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Told to stop: the loop sees it.
        }
    }

    [LoggerMessage(LogLevel.Information, "Stopping: letting what is under way finish")]
    private static partial void LogStopping(ILogger log);

    [LoggerMessage(LogLevel.Error, "Account {Account}: its contracts could not be listed: {Reason}")]
    private static partial void LogDiscoveryFailed(ILogger log, string account, string reason);

    [LoggerMessage(LogLevel.Error, "Contract {Contract}, sink {Sink}: the API could not be read: {Reason}")]
    private static partial void LogSourceFailed(ILogger log, string contract, string sink, string reason);

    [LoggerMessage(LogLevel.Error, "The state could not be written: {Reason}")]
    private static partial void LogStateFailed(ILogger log, string reason);

    [LoggerMessage(LogLevel.Error, "Contract {Contract}, sink {Sink}: unexpected error, trying again")]
    private static partial void LogUnexpected(ILogger log, string contract, string sink, Exception exception);
}
