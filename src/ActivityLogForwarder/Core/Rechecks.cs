using System.Collections.Concurrent;

namespace ActivityLogForwarder.Core;

/// <summary>The rechecks under way: a few contracts at once, the lanes of each one after the other.</summary>
internal sealed class Rechecks(PumpOptions options, LaneContext context, Uptime uptime)
{
    /// <summary>Contracts rechecked at once.</summary>
    private const int Max = 4;

    private readonly ConcurrentDictionary<Contract, Task> _running = new();

    private DateTime Now => context.Clock.GetUtcNow().UtcDateTime;

    /// <summary>Returns when all that are under way now are over.</summary>
    public Task WhenOverAsync() => Task.WhenAll(_running.Values);

    /// <summary>Begins to recheck a contract when that is due, unless it is under way already or too many are.</summary>
    /// <param name="poll">The contract.</param>
    /// <param name="stop">Nothing more is begun.</param>
    /// <param name="abort">What is under way ends at once.</param>
    public void StartIfDue(ContractPoll poll, CancellationToken stop, CancellationToken abort)
    {
        if (uptime.Now < poll.RecheckDue || _running.Count >= Max || _running.ContainsKey(poll.Contract))
            return;
        poll.RecheckDue = uptime.Now + options.RecheckEvery;
        // It may be over before it could be written down if it were begun before.
        var run = new Task<Task>(async () =>
        {
            foreach (var lane in poll.Lanes)
                await RunAsync(lane, stop, abort).ConfigureAwait(false);
            _running.TryRemove(poll.Contract, out _);
        });
        _running[poll.Contract] = run.Unwrap();
        run.Start(TaskScheduler.Default);
    }

    private async Task RunAsync(Lane lane, CancellationToken stop, CancellationToken abort)
    {
        // A sink that takes nothing is rechecked another time; its cursor waits as well.
        if (stop.IsCancellationRequested || !lane.Route.Gate.IsOpen)
            return;
        try
        {
            var window = new Window(Now - options.RecheckWindow, Now);
            var recheck = new Recheck(context, lane);
            await recheck.RunAsync(window, full: false, ReadPriority.Recheck, null, stop, abort).ConfigureAwait(false);
            // Of the hour in which the ledger ends, not all may be there to compare with.
            var remembered = TimeSpan.FromTicks(Math.Min(LaneProof.Remembered.Ticks, options.Keep.Ticks)) - TimeSpan.FromHours(1);
            if (remembered > options.RecheckWindow)
                await recheck.ReviewAsync(new Window(Now - remembered, window.Start), stop).ConfigureAwait(false);
            lane.Proof.Forget(DateTime.UnixEpoch, Now - LaneProof.Remembered);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (SourceException exception)
        {
            context.Log.LogSourceFailed(lane.Contract.Number, lane.Route.Name, exception.Message);
        }
        catch (StateException exception)
        {
            context.Log.LogStateFailed(exception.Message);
        }
        catch (Exception exception)
        {
            context.Log.LogUnexpected(lane.Contract.Number, lane.Route.Name, exception);
        }
    }
}
