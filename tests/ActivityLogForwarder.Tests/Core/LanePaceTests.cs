using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Core;

/// <summary>
/// The clock stands but where a test moves it, so that a wait lasts until what ends it happens. Whether to wait is decided
/// before the call returns.
/// </summary>
public sealed class LanePaceTests : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly PacedLanes _lanes = new();

    public ValueTask DisposeAsync() => _lanes.DisposeAsync();

    [Fact]
    public async Task A_lane_ahead_goes_on_once_the_one_behind_has_come_far_enough()
    {
        var (ahead, _) = await _lanes.AddAsync("ahead");
        var (behind, source) = await _lanes.AddAsync("behind");
        await _lanes.StartAsync(behind, source);
        var wait = WaitAsync(ahead, PacedLanes.StartOf(2));
        Assert.False(wait.IsCompleted);

        source.Allow(1);
        await Eventually.TrueAsync(() => source.Asked == 2);
        Assert.Equal(PacedLanes.StartOf(1), behind.Cursor);
        Assert.False(wait.IsCompleted);

        source.Allow(1);
        await wait.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(PacedLanes.StartOf(2), behind.Cursor);
    }

    [Fact]
    public async Task A_lane_goes_on_after_its_patience()
    {
        var (ahead, _) = await _lanes.AddAsync("ahead");
        var (behind, source) = await _lanes.AddAsync("behind");
        await _lanes.StartAsync(behind, source);
        var wait = WaitAsync(ahead, PacedLanes.StartOf(1));
        _lanes.Clock.Advance(LanePace.Patience - Tick);
        Assert.False(wait.IsCompleted);
        _lanes.Clock.Advance(Tick);
        await wait.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(Events.Start, behind.Cursor);
    }

    [Fact]
    public async Task A_lane_behind_that_moves_now_and_then_does_not_make_the_wait_longer()
    {
        var (ahead, _) = await _lanes.AddAsync("ahead");
        var (behind, source) = await _lanes.AddAsync("behind");
        await _lanes.StartAsync(behind, source);
        var wait = WaitAsync(ahead, PacedLanes.StartOf(PacedLanes.Windows));
        _lanes.Clock.Advance(LanePace.Patience / 2);
        source.Allow(1);
        await Eventually.TrueAsync(() => source.Asked == 2);
        Assert.False(wait.IsCompleted);
        _lanes.Clock.Advance(LanePace.Patience / 2);
        await wait.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_end_of_a_walk_ends_the_wait_for_it()
    {
        var (ahead, _) = await _lanes.AddAsync("ahead");
        var (behind, source) = await _lanes.AddAsync("behind");
        var run = await _lanes.StartAsync(behind, source);
        var wait = WaitAsync(ahead, PacedLanes.StartOf(PacedLanes.Windows + 1));
        Assert.False(wait.IsCompleted);
        source.Allow(PacedLanes.Windows);
        await run.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        await wait.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_lane_that_is_not_walking_is_not_waited_for()
    {
        var (ahead, _) = await _lanes.AddAsync("ahead");
        await _lanes.AddAsync("behind");
        Assert.True(WaitAsync(ahead, PacedLanes.StartOf(1)).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_lane_whose_sink_takes_nothing_is_not_waited_for()
    {
        var (ahead, _) = await _lanes.AddAsync("ahead");
        var (behind, source) = await _lanes.AddAsync("behind");
        await _lanes.StartAsync(behind, source);
        Assert.True(behind.Route.Gate.Close(this, "http-503", null, hold: false, out _, out _));
        Assert.True(WaitAsync(ahead, PacedLanes.StartOf(1)).IsCompletedSuccessfully);
        behind.Route.Gate.Open(this, succeeded: true);
        Assert.False(WaitAsync(ahead, PacedLanes.StartOf(1)).IsCompleted);
    }

    [Fact]
    public async Task A_lane_that_takes_long_for_a_window_is_not_waited_for_until_it_is_quick_again()
    {
        var (ahead, _) = await _lanes.AddAsync("ahead");
        var (behind, source) = await _lanes.AddAsync("behind");
        await _lanes.StartAsync(behind, source);
        _lanes.Clock.Advance(LanePace.Patience);
        Assert.False(WaitAsync(ahead, PacedLanes.StartOf(5)).IsCompleted);
        _lanes.Clock.Advance(Tick);
        Assert.True(WaitAsync(ahead, PacedLanes.StartOf(5)).IsCompletedSuccessfully);
        source.Allow(1);
        await Eventually.TrueAsync(() => source.Asked == 2);
        Assert.True(WaitAsync(ahead, PacedLanes.StartOf(5)).IsCompletedSuccessfully);
        source.Allow(1);
        await Eventually.TrueAsync(() => source.Asked == 3);
        Assert.False(WaitAsync(ahead, PacedLanes.StartOf(5)).IsCompleted);
    }

    [Fact]
    public async Task A_lane_does_not_wait_for_one_that_is_as_far_or_for_itself()
    {
        var (lane, source) = await _lanes.AddAsync("one");
        await _lanes.StartAsync(lane, source);
        Assert.True(WaitAsync(lane, PacedLanes.StartOf(5)).IsCompletedSuccessfully);
        var (other, otherSource) = await _lanes.AddAsync("other");
        Assert.True(WaitAsync(lane, PacedLanes.StartOf(5)).IsCompletedSuccessfully);
        await _lanes.StartAsync(other, otherSource);
        Assert.True(WaitAsync(lane, Events.Start).IsCompletedSuccessfully);
        Assert.False(WaitAsync(lane, PacedLanes.StartOf(1)).IsCompleted);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait()
    {
        var (ahead, _) = await _lanes.AddAsync("ahead");
        var (behind, source) = await _lanes.AddAsync("behind");
        await _lanes.StartAsync(behind, source);
        using var stop = new CancellationTokenSource();
        var wait = _lanes.Pace.WaitForOthersAsync(ahead, PacedLanes.StartOf(1), stop.Token).AsTask();
        Assert.False(wait.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_lane_far_behind_is_not_waited_for_until_it_has_come_up()
    {
        var (ahead, _) = await _lanes.AddAsync("ahead");
        var (behind, source) = await _lanes.AddAsync("behind");
        await _lanes.StartAsync(behind, source);
        for (var vain = 0; vain < LanePace.MaxVainWaits; vain++)
        {
            // It moves each time, which is no help.
            var wait = WaitAsync(ahead, PacedLanes.StartOf(PacedLanes.Windows));
            Assert.False(wait.IsCompleted);
            source.Allow(1);
            await Eventually.TrueAsync(() => source.Asked == vain + 2);
            _lanes.Clock.Advance(LanePace.Patience);
            await wait.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        }

        source.Allow(1);
        await Eventually.TrueAsync(() => source.Asked == LanePace.MaxVainWaits + 2);
        Assert.True(WaitAsync(ahead, PacedLanes.StartOf(PacedLanes.Windows)).IsCompletedSuccessfully);

        // It is where the other one was.
        Assert.True(WaitAsync(ahead, behind.Cursor).IsCompletedSuccessfully);
        Assert.False(WaitAsync(ahead, PacedLanes.StartOf(PacedLanes.Windows)).IsCompleted);
    }

    [Fact]
    public async Task A_lane_that_walks_alone_waits_for_nobody()
    {
        var (lane, source) = await _lanes.AddAsync("alone");
        var run = await _lanes.StartAsync(lane, source);
        source.Allow(PacedLanes.Windows);
        await run.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        Assert.True(lane.IsAtHead);
        Assert.Equal(PacedLanes.Windows, source.Asked);
    }

    /// <summary>Ahead is at most two windows: the one that is read, and the one before it.</summary>
    [Fact]
    public async Task Lanes_that_walk_stay_side_by_side()
    {
        var (ahead, source) = await _lanes.AddAsync("ahead");
        var (behind, slowSource) = await _lanes.AddAsync("behind");
        await _lanes.StartAsync(behind, slowSource);
        var tooFar = new List<string>();
        source.OnRead = () =>
        {
            if (behind.Cursor < ahead.Cursor - PacedLanes.WindowLength)
                tooFar.Add($"{ahead.Cursor:T} while the other is at {behind.Cursor:T}");
        };
        source.Allow(PacedLanes.Windows);
        var run = await _lanes.StartAsync(ahead, source);
        for (var window = 0; window < PacedLanes.Windows; window++)
        {
            var furthest = Math.Min(window + 2, PacedLanes.Windows);
            await Eventually.TrueAsync(() => ahead.Cursor == PacedLanes.StartOf(furthest));
            // It waits for the one behind, for as long as the clock stands.
            if (furthest < PacedLanes.Windows)
                await Eventually.TrueAsync(() => _lanes.Clock.Timers == 1);
            slowSource.Allow(1);
        }

        await run.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        Assert.Empty(tooFar);
        await Eventually.TrueAsync(() => behind.IsAtHead);
    }

    private Task WaitAsync(Lane lane, DateTime from) =>
        _lanes.Pace.WaitForOthersAsync(lane, from, TestContext.Current.CancellationToken).AsTask();
}
