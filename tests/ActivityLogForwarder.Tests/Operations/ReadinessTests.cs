using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;

namespace ActivityLogForwarder.Tests.Operations;

public sealed class ReadinessTests
{
    [Fact]
    public void A_forwarder_that_keeps_up_is_ready() => Assert.Empty(Readiness.Reasons(Status.Good()));

    [Theory]
    [InlineData(270, true)]
    [InlineData(271, false)]
    public void A_lane_may_lag_three_times_as_much_as_expected(int seconds, bool ready)
    {
        var lane = Status.Lane() with { Cursor = Status.Now.AddSeconds(-seconds) };
        Assert.Equal(ready, Readiness.Reasons(Status.Good(lane)).Count == 0);
    }

    [Fact]
    public void A_lane_that_is_behind_is_named_with_its_error()
    {
        var lane = Status.Lane("1", "siem") with { Cursor = Status.Now.AddHours(-2), LastError = "timeout" };
        Assert.Equal(
            [new NotReady("main", "1", "siem", "2h 0m behind, 1m 30s expected (timeout)")],
            Readiness.Reasons(Status.Good(Status.Lane("2"), lane)));
    }

    [Fact]
    public void A_held_sink_is_named_even_without_lag()
    {
        var reason = Assert.Single(Readiness.Reasons(Status.Good(Status.Lane() with { IsHeld = true, LastError = "http-404" })));
        Assert.Equal("held: the sink refuses everything (http-404)", reason.Why);
    }

    [Fact]
    public void A_sink_no_longer_configured_does_not_matter()
    {
        var orphan = Status.Lane(sink: "gone") with { IsOrphaned = true, IsHeld = true, Cursor = Status.Now.AddDays(-9) };
        Assert.Empty(Readiness.Reasons(Status.Good(Status.Lane(), orphan)));
    }

    [Fact]
    public void A_contract_never_read_is_named()
    {
        var status = Status.Good() with { Contracts = [Status.Contract("7") with { LastPoll = null, LastError = "http-403" }] };
        Assert.Equal([new NotReady("main", "7", null, "never read yet (http-403)")], Readiness.Reasons(status));
    }

    [Fact]
    public void Without_any_contract_nothing_is_ready() =>
        Assert.Single(Readiness.Reasons(Status.Good() with { Contracts = [] }));

    [Fact]
    public void An_account_that_fails_or_whose_token_has_expired_is_named()
    {
        var status = Status.Good() with
        {
            Accounts = [new("a", null, "http-401"), new("b", Status.Now, null), new("c", Status.Now.AddSeconds(1), null)],
        };
        Assert.Equal(["a", "b"], Readiness.Reasons(status).Select(reason => reason.Account));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void The_schedule_may_be_silent_for_five_minutes(int seconds, bool alive) =>
        Assert.Equal(alive, Readiness.IsAlive(Status.Good() with { LastTick = Status.Now.AddSeconds(-seconds) }));

    [Fact]
    public void Neither_lag_nor_a_held_sink_nor_the_api_make_it_dead()
    {
        var status = Status.Good(Status.Lane() with { IsHeld = true, Cursor = DateTime.UnixEpoch }) with { Contracts = [] };
        Assert.True(Readiness.IsAlive(status));
    }
}
