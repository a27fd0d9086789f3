using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core.Completeness;

/// <summary>One history as it goes on. Rewinds and events without a time do not meet: which hour such a one is forgotten with is not defined.</summary>
internal sealed class ModelPlay : IAsyncDisposable
{
    private readonly bool _isUntimed;
    private int _number;
    private int _stopAfter;

    public ModelPlay(bool isUntimed, bool recognisesRepeats)
    {
        _isUntimed = isUntimed;
        World = new ModelWorld { Sinks = { ["a"] = new ModelSink("a") { RecognisesRepeats = recognisesRepeats } } };
        Truth = new ModelTruth(World, isUntimed);
    }

    public ModelWorld World { get; }

    public ModelTruth Truth { get; }

    private DateTime Now => World.Clock.Now;

    public async Task StepAsync(Step step)
    {
        using var stop = new CancellationTokenSource();
        foreach (var sink in World.Sinks.Values)
        {
            sink.BeginStep();
            var left = _stopAfter;
            sink.AfterAttempt = _stopAfter == 0 ? null : () =>
            {
                if (--left == 0)
                    stop.Cancel();
            };
        }

        await StepAsync(step, stop.Token);
        if (!stop.IsCancellationRequested)
            return;
        // It was told to stop: the next run begins with what is in the state.
        _stopAfter = 0;
        foreach (var sink in World.Sinks.Values)
            sink.AfterAttempt = null;
        await World.RestartAsync();
        await World.FinishJobsAsync();
    }

    private async Task StepAsync(Step step, CancellationToken stop)
    {
        var log = World.Log;
        switch (step.Kind)
        {
            case StepKind.Add:
                for (var i = 0; i <= step.A % 5; i++)
                    Add(Now.AddSeconds(-1 - (step.B % 300) - (i * 7)), step.A);
                break;
            case StepKind.AddLate:
                for (var i = 0; i <= step.A % 4; i++)
                    Add(Now.AddMinutes(-(step.B % 400) - 1).AddSeconds(-i), step.A);
                break;
            case StepKind.Burst:
                for (var i = 0; i < 6 + (step.A % 6); i++)
                    Add(Window.FloorToSecond(Now.AddMinutes(-(step.B % 200) - 1)).AddMilliseconds(i), 1);
                break;
            case StepKind.Hide:
                foreach (var logged in log.Events.Where(logged => logged.Key.Low % 6 == (uint)step.A % 6))
                    logged.IsHidden = true;
                break;
            case StepKind.Show:
                foreach (var logged in log.Events)
                    logged.IsHidden = false;
                break;
            case StepKind.Shift:
                // An event that is counted, and gone when the hour is read.
                var gone = log.Visible.FirstOrDefault(logged => logged.Key.Low % 5 == (uint)step.A % 5);
                log.BeforeRead = () => (gone ?? new ModelEvent("", Now, true, 1)).IsHidden = true;
                await World.RecheckAsync(full: false, stop);
                log.BeforeRead = null;
                break;
            case StepKind.Advance:
                World.Clock.Advance(TimeSpan.FromMinutes(1 + (step.A % 90)));
                break;
            case StepKind.Poll:
                await World.PollAsync(stop);
                break;
            case StepKind.Recheck:
                Truth.AssertFound(await World.RecheckAsync(full: step.A % 4 == 0, stop), step.A % 4 == 0);
                break;
            case StepKind.Backfill:
                await World.RunJobAsync(JobKind.Backfill, new JobArguments([], [], Back(step.A), Back(step.A).AddMinutes(step.B)), stop);
                break;
            case StepKind.Again:
                await AgainAsync(Back(step.A), Back(step.A).AddMinutes(step.B % 120), stop);
                break;
            case StepKind.Rewind when !_isUntimed:
                await RewindAsync(Window.FloorToHour(Back(step.A)), stop);
                break;
            case StepKind.Repair:
                await RepairAsync(step.A % 2 == 0, stop);
                break;
            case StepKind.Restart:
                await World.RestartAsync();
                break;
            case StepKind.Together:
                await Task.WhenAll(
                    World.PollAsync(stop), World.RecheckAsync(full: step.A % 2 == 0, stop),
                    World.RunJobAsync(JobKind.Backfill, new JobArguments([], [], Back(step.A), Back(step.A).AddMinutes(step.B)), stop));
                break;
            case StepKind.Untrusted:
                log.Untrusted = step.A % 5;
                break;
            case StepKind.Fail:
                log.Failing = step.A % 4;
                break;
            case StepKind.SinkFails:
                World.Sinks["a"].Failing = step.A % 6;
                break;
            case StepKind.Refuse:
                World.Sinks["a"].Refuses = step.A % 2 == 0;
                break;
            case StepKind.Filter:
                World.Sinks["a"].Filters = step.A % 2 == 0;
                break;
            case StepKind.Narrow:
                log.IsNarrow = step.A % 2 == 0;
                break;
            case StepKind.Totals:
                log.HasTotals = step.A % 3 != 0;
                break;
            case StepKind.AddSink:
                World.Sinks.TryAdd("b", new ModelSink("b"));
                await World.RestartAsync();
                break;
            case StepKind.Prune:
                await World.Store.PruneAsync(Now - ModelWorld.IdsKept, Now.AddDays(-30), default);
                break;
            case StepKind.Replay:
                await ReplayAsync(stop);
                break;
            case StepKind.Discard:
                await DiscardAsync(stop);
                break;
            case StepKind.Interrupt:
                _stopAfter = 1 + (step.A % 3);
                break;
        }
    }

    public async Task EndAsync()
    {
        var log = World.Log;
        (log.IsNarrow, log.Untrusted, log.Failing, log.HasTotals, _stopAfter) = (false, 0, 0, true, 0);
        foreach (var logged in log.Events)
            logged.IsHidden = false;
        foreach (var sink in World.Sinks.Values)
            (sink.Failing, sink.Refuses) = (0, false);
        await StepAsync(new Step(StepKind.Restart, 0, 0));
        Assert.True(await World.PollAsync(default));
        Truth.AssertFound(await World.RecheckAsync(full: false, default), false);
        await RepairAsync(full: false, default);
        await RepairAsync(full: true, default);
        Truth.AssertTrue();
        await Truth.AssertWholeAsync();
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();

    private void Add(DateTime time, int variant) =>
        World.Log.Add(new ModelEvent($"event-{_number++}", time, !_isUntimed || variant % 6 != 0, variant % 8 == 7 ? 2 : 1));

    private DateTime Back(int minutes) => Window.FloorToSecond(Now.AddMinutes(-minutes));

    // What a stop cuts short goes on behind the restart.
    private async Task RunToItsEndAsync(JobKind kind, JobArguments arguments, CancellationToken stop)
    {
        await World.RunJobAsync(kind, arguments, stop);
        if (stop.IsCancellationRequested)
        {
            await World.RestartAsync();
            await World.FinishJobsAsync();
        }
    }

    private async Task AgainAsync(DateTime from, DateTime to, CancellationToken stop)
    {
        foreach (var sink in World.Sinks.Values)
        {
            (sink.IsBeside, sink.Refuses) = (true, false);
            foreach (var logged in World.Log.Events)
            {
                // Cut short, it begins again.
                sink.Allow(logged.Id);
                sink.Allow(logged.Id);
            }
        }

        await RunToItsEndAsync(JobKind.Backfill, new JobArguments([], [], from, to > from ? to : from.AddSeconds(1), Again: true), stop);

        foreach (var sink in World.Sinks.Values)
            sink.IsBeside = false;
    }

    private async Task ReplayAsync(CancellationToken stop)
    {
        foreach (var sink in World.Sinks.Values)
            sink.IsReplaying = true;
        await World.RunJobAsync(JobKind.Replay, new JobArguments([], []), stop);
        foreach (var sink in World.Sinks.Values)
            sink.IsReplaying = false;
    }

    private async Task RewindAsync(DateTime hour, CancellationToken stop)
    {
        await World.RunJobAsync(JobKind.Rewind, new JobArguments([], [], To: hour), stop);
        foreach (var sink in World.Sinks.Values)
            sink.Forget(hour, World.Log.Events);
    }

    private async Task RepairAsync(bool full, CancellationToken stop)
    {
        foreach (var sink in World.Sinks.Values)
        {
            sink.BeginStep();
            sink.AnewBefore = Window.FloorToHour(Now - ModelWorld.IdsKept);
            var untimed = World.Log.Visible.Where(logged => !logged.HasTime).Select(logged => logged.Id).ToHashSet();
            sink.Stays = untimed.Contains;
        }

        await RunToItsEndAsync(JobKind.Repair, new JobArguments([], [], DateTime.UnixEpoch, Now, full), stop);

        foreach (var sink in World.Sinks.Values)
            sink.AnewBefore = default;
    }

    private async Task DiscardAsync(CancellationToken stop)
    {
        foreach (var lane in World.Lanes)
        {
            var sink = World.SinkOf(lane);
            foreach (var letter in World.Store.DeadLetters().Where(letter => letter.Lane == lane.Key))
            {
                if (sink.Settled.TryGetValue(letter.EventId, out var settled) && settled.How == SettledAs.DeadLettered)
                    sink.Settled[letter.EventId] = settled with { How = SettledAs.Discarded };
            }
        }

        await World.RunJobAsync(JobKind.Discard, new JobArguments([], []), stop);
    }
}
