using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core;

public sealed class DeliveryRateTests
{
    private static readonly DateTime Start = new(2026, 11, 22, 3, 0, 3, DateTimeKind.Utc);

    private readonly DeliveryRate _rate = new(Start);

    [Fact]
    public void At_first_it_counts_since_the_start()
    {
        Assert.Equal(0, _rate.PerMinute(Start));
        _rate.Add(Start.AddSeconds(20), 30);
        Assert.Equal(60, _rate.PerMinute(Start.AddSeconds(30)), 3);
    }

    [Fact]
    public void Later_it_counts_the_last_five_minutes()
    {
        _rate.Add(Start, 1_000_000);
        for (var second = 0; second < 600; second++)
            _rate.Add(Start.AddMinutes(10).AddSeconds(second), 1);
        Assert.InRange(_rate.PerMinute(Start.AddMinutes(20)), 57, 61);
        Assert.Equal(0, _rate.PerMinute(Start.AddMinutes(26)));
    }

    [Fact]
    public void A_clock_set_back_counts_on()
    {
        _rate.Add(Start.AddMinutes(2), 5);
        _rate.Add(Start.AddMinutes(1), 5);
        Assert.Equal(5, _rate.PerMinute(Start.AddMinutes(2)), 3);
    }
}
