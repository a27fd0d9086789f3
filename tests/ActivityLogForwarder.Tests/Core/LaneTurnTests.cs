using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.Core;

/// <summary>What may happen in a lane while something else does.</summary>
public sealed class LaneTurnTests
{
    /// <summary>The walk has delivered a window, whose commit is on its way; before it reads the next one, another has the turn.</summary>
    [Fact]
    public async Task What_is_read_behind_the_cursor_waits_for_what_is_still_to_be_written_down()
    {
        await using var hand = await HandLane.BeginAsync();
        var disk = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hand.BeforeCommit = () => disk.Task;
        Task? reread = null;
        List<DateTime> readsBefore = [];
        hand.BetweenWindows = () =>
        {
            hand.BetweenWindows = () => { };
            reread = hand.Lane.Behind.RereadAsync(new Window(HandLane.StartOf(0), HandLane.StartOf(1)), ReadPriority.Live, default, default);
            readsBefore.AddRange(hand.Reads);
        };

        var walk = hand.WalkAsync(windows: 2);
        disk.SetResult();
        await walk.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        await reread!.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);

        Assert.Equal([HandLane.StartOf(0)], readsBefore);
        Assert.Equal([HandLane.StartOf(0), HandLane.StartOf(0), HandLane.StartOf(1)], hand.Reads);
        Assert.Equal(["event-0", "event-1"], hand.Accepted);
        Assert.Equal(2, hand.Store.Ledger(hand.Lane.Key, new Window(HandLane.StartOf(0), HandLane.StartOf(2))).Sum(row => row.Delivered));
    }

    /// <summary>Written after it, the commit would take the cursor on from the old place.</summary>
    [Fact]
    public async Task A_rewind_waits_for_what_is_still_to_be_written_down()
    {
        await using var hand = await HandLane.BeginAsync();
        var disk = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hand.BeforeCommit = () => disk.Task;
        Task? rewind = null;
        hand.BetweenWindows = () =>
        {
            hand.BetweenWindows = () => { };
            rewind = hand.Lane.RewindAsync(HandLane.StartOf(-60), default);
        };

        var walk = hand.WalkAsync(windows: 2);
        disk.SetResult();
        await walk.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        await rewind!.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(["event-0"], hand.Accepted);
        Assert.Equal(HandLane.StartOf(-60), hand.Lane.Cursor);
        Assert.Equal(HandLane.StartOf(-60), hand.Store.Find(hand.Lane.Key)!.Cursor);
        Assert.Equal(0, hand.Store.Ledger(hand.Lane.Key, new Window(HandLane.StartOf(0), HandLane.StartOf(2))).Sum(row => row.Settled));
    }

    /// <summary>Where the cursor moved behind its turn, the rewind would be forgotten, and what it wants again would count as covered.</summary>
    [Fact]
    public async Task A_rewind_that_comes_while_a_window_is_delivered_has_the_last_word()
    {
        await using var hand = await HandLane.BeginAsync();
        await hand.WalkAsync(windows: 1);
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hand.BeforeRead = () => read.Task;
        var walk = hand.WalkAsync(windows: 1);
        var rewind = hand.Lane.RewindAsync(HandLane.StartOf(-60), default);
        Assert.False(rewind.IsCompleted);

        read.SetResult();
        await Task.WhenAll(walk, rewind).WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(["event-0", "event-1"], hand.Accepted);
        Assert.Equal(HandLane.StartOf(-60), hand.Lane.Cursor);
        Assert.Equal(HandLane.StartOf(-60), hand.Lane.Target);
        Assert.Equal(HandLane.StartOf(-60), hand.Store.Find(hand.Lane.Key)!.Cursor);

        await hand.WalkAsync(windows: 61);
        Assert.Equal(Enumerable.Range(-60, 61).Select(HandLane.StartOf), hand.Reads.Skip(2));
        Assert.Equal(HandLane.StartOf(1), hand.Store.Find(hand.Lane.Key)!.Cursor);
    }

    [Fact]
    public async Task A_cursor_does_not_move_for_who_has_lost_the_turn_to_another()
    {
        var turn = new LaneTurn(new Gate(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeProvider.System));
        var state = new LaneState(new LaneKey("31990001", "siem"), HandLane.StartOf(0), []);
        var commits = new LaneCommits(state.Lane, state.Cursor, new LaneCounts(), (_, _) => ValueTask.CompletedTask);
        var cursor = new LaneCursor(state, turn, commits, NullLogger.Instance);
        LaneTurn.Held before;
        using (before = await turn.TakeAsync(default))
            cursor.MoveTo(HandLane.StartOf(1), before);

        using var held = await turn.TakeAsync(default);
        Assert.Throws<InvalidOperationException>(() => cursor.MoveTo(HandLane.StartOf(2), before));
        Assert.Throws<InvalidOperationException>(() => cursor.Rewound(state, before));
        await Assert.ThrowsAsync<InvalidOperationException>(() => cursor.DrainAsync(before));
        Assert.Throws<InvalidOperationException>(before.Dispose);
        Assert.Equal(HandLane.StartOf(1), cursor.Position);
        cursor.MoveTo(HandLane.StartOf(2), held);
        Assert.Equal(HandLane.StartOf(2), cursor.Position);
    }
}
