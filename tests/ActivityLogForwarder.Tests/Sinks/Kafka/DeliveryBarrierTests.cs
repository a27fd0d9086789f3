using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Kafka;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

public sealed class DeliveryBarrierTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_opens_once_everything_is_handed_over_and_settled()
    {
        var barrier = new DeliveryBarrier(2);
        var waiting = barrier.WaitAsync(Long, TimeProvider.System, Token);
        barrier.Note(1, WriteResult.Accepted);
        barrier.Note(0, WriteResult.Retry("x"));
        Assert.False(barrier.Release(2));
        Assert.False(waiting.IsCompleted);
        Assert.True(barrier.Release(1));
        Assert.Equal([WriteResult.Retry("x"), WriteResult.Accepted], await waiting);
    }

    [Fact]
    public async Task Reports_may_come_on_any_thread()
    {
        for (var round = 0; round < 200; round++)
        {
            var barrier = new DeliveryBarrier(64);
            var waiting = barrier.WaitAsync(Long, TimeProvider.System, Token);
            Parallel.For(0, 64, index =>
            {
                barrier.Note(index, WriteResult.Retry($"{index}"));
                barrier.Release(1);
            });
            barrier.Release(1);
            Assert.Equal(Enumerable.Range(0, 64).Select(index => $"{index}"), (await waiting).Select(result => result.Reason));
        }
    }

    [Fact]
    public async Task Missing_reports_are_waited_for_no_longer_than_said()
    {
        var barrier = new DeliveryBarrier(1);
        barrier.Release(1);
        await Assert.ThrowsAsync<TimeoutException>(() => barrier.WaitAsync(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token));
        barrier.Note(0, WriteResult.Accepted);
        Assert.True(barrier.Release(1));
    }
}
