using ActivityLogForwarder.Core;
using ActivityLogForwarder.Source;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Source;

public sealed class ReadCacheTests : IDisposable
{
    private static readonly Window Asked = new(Events.Start, Events.Start.AddHours(1));

    private readonly ManualClock _clock = new();
    private readonly List<Buffers> _walks = [];
    private ReadCache? _cache;

    public void Dispose() => _cache?.Dispose();

    [Fact]
    public async Task A_read_is_kept_until_every_sink_has_had_it_and_no_longer()
    {
        _cache = new ReadCache(3, _clock);
        for (var sink = 0; sink < 3; sink++)
        {
            Assert.All(_walks, walk => Assert.False(walk.IsGone));
            (await GetAsync(Asked)).Dispose();
            Assert.Single(_walks);
        }

        Assert.True(_walks[0].IsGone);
        (await GetAsync(Asked)).Dispose();
        Assert.Equal(2, _walks.Count);
    }

    [Fact]
    public async Task What_a_sink_still_holds_stays_when_the_cache_lets_go_of_it()
    {
        _cache = new ReadCache(2, _clock);
        var first = await GetAsync(Asked);
        (await GetAsync(Asked)).Dispose();
        Assert.False(_walks[0].IsGone);
        first.Dispose();
        Assert.True(_walks[0].IsGone);
    }

    [Fact]
    public async Task For_one_sink_nothing_is_kept()
    {
        _cache = new ReadCache(1, _clock);
        (await GetAsync(Asked)).Dispose();
        Assert.True(_walks[0].IsGone);
        (await GetAsync(Asked)).Dispose();
        Assert.Equal(2, _walks.Count);
    }

    [Fact]
    public async Task Those_who_ask_while_a_walk_is_under_way_share_it_and_count_as_having_had_it()
    {
        _cache = new ReadCache(3, _clock);
        var go = new TaskCompletionSource();
        var waiting = new[] { GetAsync(Asked, go.Task), GetAsync(Asked, go.Task) };
        go.SetResult();
        foreach (var read in waiting)
            (await read.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken)).Dispose();
        Assert.False(Assert.Single(_walks).IsGone);
        (await GetAsync(Asked)).Dispose();
        Assert.True(Assert.Single(_walks).IsGone);
    }

    [Fact]
    public async Task A_sink_that_gives_up_waiting_leaves_the_walk_to_the_others()
    {
        _cache = new ReadCache(2, _clock);
        var go = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var gone = GetAsync(Asked, go.Task, cancellationToken: stop.Token);
        var stays = GetAsync(Asked, go.Task);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        go.SetResult();
        (await stays.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken)).Dispose();
        Assert.False(Assert.Single(_walks).IsGone);
        (await GetAsync(Asked)).Dispose();
        Assert.True(Assert.Single(_walks).IsGone);
    }

    [Fact]
    public async Task A_walk_that_failed_is_made_anew()
    {
        _cache = new ReadCache(3, _clock);
        await Assert.ThrowsAsync<SourceException>(() => GetAsync(Asked, Task.FromException(new SourceException("timeout", "no answer"))));
        (await GetAsync(Asked)).Dispose();
        Assert.False(Assert.Single(_walks).IsGone);
    }

    [Fact]
    public async Task A_read_is_not_kept_for_longer_than_sinks_side_by_side_need()
    {
        _cache = new ReadCache(2, _clock);
        (await GetAsync(Asked)).Dispose();
        _clock.Advance(TimeSpan.FromSeconds(16));
        (await GetAsync(Asked)).Dispose();
        Assert.Equal([true, false], _walks.Select(walk => walk.IsGone));
    }

    [Fact]
    public async Task The_oldest_reads_go_when_all_are_larger_than_the_bound()
    {
        _cache = new ReadCache(2, _clock);
        for (var hour = 0; hour < 4; hour++)
            (await GetAsync(Hour(hour), bytes: ReadCache.MaxKeptBytes / 3)).Dispose();
        Assert.Equal([true, false, false, false], _walks.Select(walk => walk.IsGone));
        (await GetAsync(Hour(4), bytes: ReadCache.MaxKeptBytes + 1)).Dispose();
        Assert.All(_walks, walk => Assert.True(walk.IsGone));
    }

    [Fact]
    public async Task Windows_and_contracts_are_told_apart()
    {
        _cache = new ReadCache(2, _clock);
        (await GetAsync(Asked)).Dispose();
        (await GetAsync(Hour(1))).Dispose();
        (await _cache.GetAsync(Events.Contract with { Number = "31990002" }, Asked, () => WalkAsync(Asked, Task.CompletedTask, 1), default)).Dispose();
        Assert.Equal(3, _walks.Count);
    }

    [Fact]
    public async Task What_is_kept_goes_with_the_cache()
    {
        _cache = new ReadCache(3, _clock);
        (await GetAsync(Asked)).Dispose();
        (await GetAsync(Hour(1))).Dispose();
        _cache.Dispose();
        Assert.All(_walks, walk => Assert.True(walk.IsGone));
    }

    private static Window Hour(int hour) => new(Events.Start.AddHours(hour), Events.Start.AddHours(hour + 1));

    private Task<WindowRead> GetAsync(Window window, Task? before = null, long bytes = 1, CancellationToken cancellationToken = default) =>
        _cache!.GetAsync(Events.Contract, window, () => WalkAsync(window, before ?? Task.CompletedTask, bytes), cancellationToken);

    private async Task<WindowRead> WalkAsync(Window window, Task before, long bytes)
    {
        await before;
        var buffers = new Buffers();
        _walks.Add(buffers);
        return new WindowRead(window, [], buffers) { Bytes = bytes };
    }

    private sealed class Buffers : IDisposable
    {
        public bool IsGone { get; private set; }

        public void Dispose() => IsGone = true;
    }
}
