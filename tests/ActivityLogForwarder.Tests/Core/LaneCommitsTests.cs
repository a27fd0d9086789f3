using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Core;

/// <summary>A store that writes when it is told to.</summary>
public sealed class LaneCommitsTests
{
    private const int Room = 4;

    private static readonly LaneKey Key = new("31990001", "siem");

    private readonly LaneCounts _counts = new();
    private readonly List<LaneCommit> _asked = [];
    private readonly Queue<TaskCompletionSource> _held = [];
    private readonly LaneCommits _commits;

    public LaneCommitsTests() => _commits = new LaneCommits(Key, At(0), _counts, WriteAsync);

    [Fact]
    public async Task What_comes_while_one_is_written_is_in_the_next_together()
    {
        await AddAsync(1, At(1));
        await AddAsync(2, null);
        await AddAsync(3, At(3));
        Assert.Equal([1], Keys(Assert.Single(_asked)));
        Assert.True(_commits.IsPending);

        _held.Dequeue().SetResult();
        await Eventually.TrueAsync(() => Asked == 2);
        Assert.Equal([2, 3], Keys(_asked[1]));
        Assert.Equal(At(3), _asked[1].Cursor);
        Assert.True(_asked.TrueForAll(commit => commit.MayWait && commit.Lane == Key));

        _held.Dequeue().SetResult();
        await _commits.DrainAsync();
        Assert.False(_commits.IsPending);
        Assert.Equal(At(3), _commits.Cursor);
        Assert.Equal(3, _counts.New);
        Assert.Equal(2, Asked);
    }

    [Fact]
    public async Task What_may_not_wait_is_written_behind_what_was_added()
    {
        await AddAsync(1, At(1));
        var written = _commits.WriteAsync(new LaneCommit(Key, At(9)) { Cursor = At(2) });
        Assert.Equal(1, Asked);
        _held.Dequeue().SetResult();
        await Eventually.TrueAsync(() => Asked == 2);
        Assert.Equal(At(1), _commits.Cursor);
        Assert.False(written.IsCompleted);
        _held.Dequeue().SetResult();
        await written;
        Assert.Equal(At(2), _commits.Cursor);
        Assert.False(_asked[1].MayWait);
    }

    [Fact]
    public async Task Nothing_is_written_behind_what_could_not_be()
    {
        await AddAsync(1, At(1));
        await AddAsync(2, At(2));
        _held.Dequeue().SetException(new StateException("The disk is full."));
        await Assert.ThrowsAsync<StateException>(() => _commits.DrainAsync());
        Assert.Equal(1, Asked);
        Assert.Equal(At(0), _commits.Cursor);
        Assert.Equal(0, _counts.New);

        // All of it is done with: the lane goes on from its cursor.
        await _commits.DrainAsync();
        await AddAsync(1, At(1));
        Assert.Equal([1], Keys(_asked[1]));
        _held.Dequeue().SetResult();
        await _commits.DrainAsync();
        Assert.Equal(At(1), _commits.Cursor);
    }

    [Fact]
    public async Task Who_adds_to_what_could_not_be_written_is_told()
    {
        await AddAsync(1, At(1));
        _held.Dequeue().SetException(new StateException("The disk is full."));
        await Assert.ThrowsAsync<StateException>(() => AddUntilToldAsync().WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken));
        Assert.Equal(1, Asked);
        Assert.False(_commits.IsPending);
    }

    [Fact]
    public async Task More_than_there_is_room_for_waits()
    {
        await AddAsync(1, null);
        for (var key = 2; key < 2 + Room; key++)
            Assert.True(AddAsync(key, null).IsCompletedSuccessfully);
        var waits = AddAsync(9, At(9));
        Assert.False(waits.IsCompleted);
        _held.Dequeue().SetResult();
        await Eventually.TrueAsync(() => Asked == 2);
        Assert.False(waits.IsCompleted);
        _held.Dequeue().SetResult();
        await waits;
        Assert.Equal(At(9), _commits.Cursor);
    }

    private int Asked
    {
        get
        {
            lock (_asked)
                return _asked.Count;
        }
    }

    private static DateTime At(int second) => Events.Start.AddSeconds(second);

    private static IEnumerable<int> Keys(LaneCommit commit) => commit.Settled.Select(settled => (int)settled.Key.Low);

    // The failure is known a moment after it happened.
    private async Task AddUntilToldAsync()
    {
        for (var key = 2; ; key++)
        {
            await AddAsync(key, At(key));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private Task AddAsync(int key, DateTime? to) =>
        _commits.AddAsync([new SettledEvent((UInt128)key, At(key), true, SettledAs.Delivered)], At(key), to, Room);

    private async ValueTask WriteAsync(LaneCommit commit, CancellationToken cancellationToken)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_asked)
        {
            _asked.Add(commit with { Settled = [.. commit.Settled] });
            _held.Enqueue(held);
        }

        await held.Task;
    }
}
