using ActivityLogForwarder.Core;
using ActivityLogForwarder.Source;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Source;

public sealed class RequestRateTests
{
    private readonly ManualClock _clock = new();
    private int _seen;

    [Fact]
    public async Task In_no_second_are_there_more_requests_than_the_rate_and_its_burst()
    {
        using var rate = new RequestRate(50, 1000, _clock);
        var at = new List<DateTimeOffset>();
        var requests = Enumerable.Range(0, 100).Select(_ => Request()).ToArray();
        for (var step = 1; step <= 20; step++)
        {
            // Those whose turn has come take it before the clock goes on.
            await Eventually.TrueAsync(() => Volatile.Read(ref _seen) >= Math.Min(100, 5 * step));
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        await Task.WhenAll(requests);
        var most = at.Max(first => at.Count(other => other >= first && other < first.AddSeconds(1)));
        Assert.InRange(most, 49, 55);

        async Task Request()
        {
            await rate.EnterAsync(ReadPriority.Live, default);
            lock (at)
            {
                at.Add(_clock.GetUtcNow());
                Volatile.Write(ref _seen, at.Count);
            }

            rate.Exit();
        }
    }

    [Fact]
    public async Task Live_polls_go_before_lagging_ones()
    {
        using var rate = new RequestRate(10, 1, _clock);
        await rate.EnterAsync(ReadPriority.Live, default);
        var order = new List<ReadPriority>();
        var waiting = new[] { ReadPriority.Lagging, ReadPriority.Lagging, ReadPriority.Live }
            .Select(async priority =>
            {
                await rate.EnterAsync(priority, default);
                lock (order)
                    order.Add(priority);
                rate.Exit();
            }).ToArray();
        rate.Exit();
        await Eventually.TrueAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            return Task.WhenAll(waiting).IsCompleted;
        });
        Assert.Equal([ReadPriority.Live, ReadPriority.Lagging, ReadPriority.Lagging], order);
    }

    [Fact]
    public async Task A_pause_holds_everything_back_until_it_is_over()
    {
        using var rate = new RequestRate(10, 10, _clock);
        rate.Pause(TimeSpan.FromSeconds(30));
        var request = rate.EnterAsync(ReadPriority.Live, default).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(request.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await request;
    }

    [Fact]
    public async Task A_request_that_is_cancelled_while_it_waits_takes_nothing()
    {
        using var rate = new RequestRate(10, 1, _clock);
        await rate.EnterAsync(ReadPriority.Live, default);
        using var cancel = new CancellationTokenSource();
        var cancelled = rate.EnterAsync(ReadPriority.Live, cancel.Token).AsTask();
        var patient = rate.EnterAsync(ReadPriority.Live, default).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _clock.Advance(TimeSpan.FromSeconds(1));
        rate.Exit();
        await patient;
    }
}
