using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core.Completeness;

/// <summary>What a lane does when the state cannot be written now and then.</summary>
public sealed class StateFailureTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_could_not_be_written_down_is_delivered_again_and_the_ledger_is_true(bool recognisesRepeats)
    {
        var sink = new ModelSink("a") { RecognisesRepeats = recognisesRepeats };
        await using var world = new ModelWorld { Sinks = { ["a"] = sink }, Before = EachThirdCommitFails };
        await world.RestartAsync();
        for (var number = 0; number < 60; number++)
            world.Log.Add(new ModelEvent($"event-{number}", world.Clock.Now.AddMinutes(-100).AddSeconds(number), true, 1));

        var polls = 1;
        for (; !await world.PollAsync(default); polls++)
            Assert.True(polls < 200, "It never came to its target.");

        Assert.True(polls > 1, "No commit failed.");
        var lane = Assert.Single(world.Lanes);
        Assert.Equal(60, sink.Accepted.Count);
        Assert.Contains(sink.Accepted.Values, times => times > 1);
        Assert.Equal(lane.Target, lane.Cursor);
        Assert.Equal(lane.Cursor, world.Store.Find(lane.Key)!.Cursor);
        var rows = world.Store.Ledger(lane.Key, new Window(DateTime.UnixEpoch, world.Clock.Now));
        Assert.Equal(60, rows.Sum(row => row.Delivered));
        Assert.Equal(
            world.Log.Events.Aggregate(default(EventKey), (sum, logged) => sum + logged.Key),
            rows.Aggregate(default(EventKey), (sum, row) => sum + row.Digest));
    }

    [Fact]
    public async Task What_was_delivered_is_written_down_although_the_next_read_fails()
    {
        var sink = new ModelSink("a") { RecognisesRepeats = true };
        await using var world = new ModelWorld { Sinks = { ["a"] = sink } };
        await world.RestartAsync();
        for (var number = 0; number < 20; number++)
            world.Log.Add(new ModelEvent($"event-{number}", world.Clock.Now.AddMinutes(-100).AddSeconds(number), true, 1));
        var reads = 0;
        world.Log.BeforeRead = () => world.Log.Failing = ++reads == 3 ? 1 : 0;

        Assert.False(await world.PollAsync(default));
        Assert.Equal(3, reads);
        var lane = Assert.Single(world.Lanes);
        Assert.NotEmpty(sink.Accepted);
        Assert.Equal(lane.Cursor, world.Store.Find(lane.Key)!.Cursor);
        Assert.Equal(sink.Accepted.Count, world.Store.Totals().Single().Delivered);
    }

    private static ICheckpointStore EachThirdCommitFails(ICheckpointStore store)
    {
        var commits = 0;
        return CommitHook.Before(store, async () =>
        {
            if (Interlocked.Increment(ref commits) % 3 != 0)
                return;
            await Task.Yield();
            throw new StateException("The disk is full.");
        });
    }
}
