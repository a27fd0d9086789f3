using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Conformance;

public abstract partial class CheckpointStoreConformance<TStore>
{
    [Fact]
    public async Task Two_hundred_lanes_commit_at_once_and_read_meanwhile()
    {
        const int Lanes = 200, Commits = 10;
        await using var store = Open(StatePath);
        await Parallel.ForAsync(0, Lanes, Options, async (number, token) =>
        {
            var lane = new LaneKey($"{number}", "siem");
            await store.BeginAsync(lane, Start, token);
            for (var i = 1; i <= Commits; i++)
            {
                var time = Start.AddSeconds(i);
                await store.CommitAsync(new LaneCommit(lane, time) { Cursor = time, Settled = [Settled((UInt128)i, time)] }, token);
                Assert.Equal(time, store.Find(lane)!.Cursor);
                var into = new SettledIds();
                store.LoadSettled(lane, new Window(Start, time.AddSeconds(1)), into);
                Assert.Equal(i, into.Count);
            }
        });
        Assert.Equal(Lanes, store.Lanes().Count);
        Assert.All(store.Totals(), lane => Assert.Equal(Commits, lane.Delivered));
    }

    [Fact]
    public async Task A_commit_refused_among_others_fails_alone()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        var tasks = Enumerable.Range(0, 100)
            .Select(i => store.CommitAsync(new LaneCommit(i % 10 == 3 ? Lane with { Sink = "never begun" } : Lane, Start)
            {
                Settled = [Settled((UInt128)i, Start)],
            }, Token).AsTask())
            .ToArray();
        for (var i = 0; i < tasks.Length; i++)
        {
            if (i % 10 == 3)
                await Assert.ThrowsAsync<ArgumentException>(() => tasks[i]);
            else
                await tasks[i];
        }

        Assert.Equal(90, Assert.Single(store.Totals()).Delivered);
    }

    [Fact]
    public async Task A_commit_cancelled_is_written_whole_or_not_at_all()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        var written = 0L;
        for (var i = 0; i < 200; i++)
        {
            using var cancelling = new CancellationTokenSource();
            var commit = store.CommitAsync(new LaneCommit(Lane, Start) { Settled = [Settled(1, Start)] }, cancelling.Token).AsTask();
            await cancelling.CancelAsync();
            try
            {
                await commit;
                written++;
            }
            catch (OperationCanceledException)
            {
                Assert.True(commit.IsCanceled);
            }
        }

        Assert.Equal(written, Assert.Single(store.Totals()).Delivered);
    }

    [Fact]
    public async Task A_closing_store_writes_what_waits_and_refuses_what_comes_later()
    {
        var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        var commits = Enumerable.Range(0, 50)
            .Select(i => store.CommitAsync(new LaneCommit(Lane, Start) { Settled = [Settled((UInt128)i, Start)] }, Token).AsTask())
            .ToArray();
        await store.DisposeAsync();
        await Task.WhenAll(commits);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.CommitAsync(new LaneCommit(Lane, Start), Token));
        await store.DisposeAsync();
        await using var again = Open(StatePath);
        Assert.Equal(50, Assert.Single(again.Totals()).Delivered);
    }

    [Fact]
    public async Task A_reader_beside_the_writer_sees_its_commits_and_cannot_write()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        if (!IsShared)
        {
            var refusal = Assert.Throws<StateException>(() => OpenReadOnly(StatePath));
            Assert.True(refusal.IsHeld);
            Assert.Contains("stop the run first", refusal.Message, StringComparison.Ordinal);
            return;
        }

        await using var reader = OpenReadOnly(StatePath);
        Assert.Equal(Start, reader.Find(Lane)!.Cursor);
        await store.CommitAsync(new LaneCommit(Lane, Start) { Cursor = Start.AddSeconds(1), Settled = [Settled(1, Start)] }, Token);
        Assert.Equal(Start.AddSeconds(1), reader.Find(Lane)!.Cursor);
        Assert.Equal(1, Assert.Single(reader.Totals()).Delivered);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await reader.BeginAsync(Lane, Start, Token));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await reader.CommitAsync(new LaneCommit(Lane, Start), Token));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await reader.PruneAsync(Start, Start, Token));
    }

    [Fact]
    public async Task A_reader_needs_no_writer()
    {
        await using (var store = Open(StatePath))
            await store.BeginAsync(Lane, Start, Token);
        await using var reader = OpenReadOnly(StatePath);
        Assert.Equal(Start, reader.Find(Lane)!.Cursor);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await reader.BeginAsync(Lane, Start, Token));
        if (!IsShared)
            return;
        await using var writer = Open(StatePath);
        await writer.CommitAsync(new LaneCommit(Lane, Start) { Cursor = Start.AddSeconds(1) }, Token);
        Assert.Equal(Start.AddSeconds(1), reader.Find(Lane)!.Cursor);
    }

    [Fact]
    public async Task A_second_run_is_told_who_holds_the_state()
    {
        var first = Open(StatePath);
        var error = Assert.Throws<StateException>(() => Open(StatePath));
        Assert.Contains(StatePath, error.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        await first.BeginAsync(Lane, Start, Token);
        await first.DisposeAsync();
        await using var second = Open(StatePath);
        Assert.NotNull(second.Find(Lane));
    }

    [Fact]
    public void A_state_that_is_expected_but_missing_is_an_error_and_is_not_made()
    {
        Assert.Throws<StateException>(() => Open(StatePath, expectExisting: true));
        Assert.Throws<StateException>(() => OpenReadOnly(StatePath));
        Assert.False(Path.Exists(Path.GetDirectoryName(StatePath)));
    }

    private static ParallelOptions Options => new() { MaxDegreeOfParallelism = 200, CancellationToken = Token };
}
