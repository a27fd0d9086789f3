using System.Collections.Concurrent;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.State;

namespace ActivityLogForwarder.Tests.Conformance;

public abstract partial class CheckpointStoreConformance<TStore>
{
    /// <summary>
    /// Copies the state's files while they are written to, as one instant shows them: what a <c>kill -9</c> then would
    /// have left. False if no such instant could be caught.
    /// </summary>
    protected abstract bool TryCopy(string path, string destination);

    // A killed process leaves its files as they are: a copy of them is what the next start finds.
    [Fact]
    public async Task A_kill_at_any_instant_loses_no_commit_that_returned_and_leaves_none_half()
    {
        const int Kills = 25;
        var returned = new ConcurrentDictionary<LaneKey, int>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var store = Open(StatePath);
        var lanes = Enumerable.Range(0, 4).Select(i => Lane with { Sink = $"sink{i}" }).ToList();
        foreach (var lane in lanes)
            await store.BeginAsync(lane, Start, Token);
        var writing = lanes.Select(lane => Task.Run(() => CommitUntilAsync(store, lane, returned, stop.Token), Token)).ToList();

        var kills = 0;
        var random = new Random(4711);
        for (var tries = 0; kills < Kills && tries < 1000; tries++)
        {
            await Task.Delay(random.Next(20), Token);
            var before = returned.ToDictionary();
            using var folder = new TempFolder();
            if (!TryCopy(StatePath, folder.File("copy.db")))
                continue;
            kills++;
            await using var copy = Open(folder.File("copy.db"), expectExisting: true);
            foreach (var lane in lanes)
                AssertWhole(copy, lane, before.GetValueOrDefault(lane));
        }

        await stop.CancelAsync();
        await Task.WhenAll(writing);
        Assert.Equal(Kills, kills);
        Assert.All(lanes, lane => AssertWhole(store, lane, returned[lane]));
    }

    private static async Task CommitUntilAsync(
        TStore store, LaneKey lane, ConcurrentDictionary<LaneKey, int> returned, CancellationToken stop)
    {
        for (var number = 1; !stop.IsCancellationRequested; number++)
        {
            var time = Start.AddSeconds(number);
            await store.CommitAsync(new LaneCommit(lane, time)
            {
                Cursor = time,
                Settled = [.. Enumerable.Range(0, 100).Select(i => Settled((UInt128)((number * 100) + i), time.AddSeconds(-1)))],
                DeadLetters = [Letter("a", 3) with { Lane = lane }],
            }, Token);
            returned[lane] = number;
        }
    }

    private static void AssertWhole(ICheckpointStore store, LaneKey lane, int atLeast)
    {
        var state = store.Find(lane)!;
        var commits = (int)(state.Cursor - Start).TotalSeconds;
        Assert.True(commits >= atLeast, $"{commits} of {atLeast} commits are there.");
        var all = new Window(Start, Start.AddDays(1));
        var into = new SettledIds();
        store.LoadSettled(lane, all, into);
        Assert.Equal(commits * 100, into.Count);
        Assert.Equal(commits * 100, store.Ledger(lane, all).Sum(row => row.Delivered));
        Assert.Equal(commits, store.DeadLetters().Count(letter => letter.Lane == lane));
        Assert.Equal(new LaneTotals(lane, commits * 100, commits), store.Totals().Single(total => total.Lane == lane));
    }
}
