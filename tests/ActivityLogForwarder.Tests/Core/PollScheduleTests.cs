using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core;

public sealed class PollScheduleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PollSchedule _schedule = new(Minute, 10 * Minute);

    [Fact]
    public void A_busy_contract_is_polled_every_poll_interval() =>
        Assert.Equal(Minute, _schedule.After(10 * Minute, sawEvents: true));

    [Fact]
    public void An_idle_contract_is_polled_ever_less_often_up_to_the_longest_interval()
    {
        var waits = new List<TimeSpan> { Minute };
        while (waits.Count < 10)
            waits.Add(_schedule.After(waits[^1], sawEvents: false));
        Assert.Equal(1.5 * Minute, waits[1]);
        Assert.Equal(10 * Minute, waits[^1]);
        Assert.Equal(waits.Order(), waits);
    }

    [Fact]
    public void A_failing_contract_waits_longer_each_time_and_a_refused_one_the_longest()
    {
        Assert.Equal(Minute, _schedule.AfterFailure(1, isRefusal: false));
        Assert.Equal(4 * Minute, _schedule.AfterFailure(3, isRefusal: false));
        Assert.Equal(10 * Minute, _schedule.AfterFailure(1000, isRefusal: false));
        Assert.Equal(10 * Minute, _schedule.AfterFailure(1, isRefusal: true));
    }
}
