using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core;

public sealed class LaneProofTests
{
    private static readonly DateTime Midnight = new(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);

    private readonly LaneProof _proof = new();

    [Fact]
    public void Hours_that_agree_are_one_span_in_whatever_order_they_come()
    {
        foreach (var hour in (int[])[3, 0, 1, 5, 4, 2])
            _proof.Record(At(hour), 0, false);
        Assert.Equal(new ComparedSpan(At(0), At(6), 0, false), Assert.Single(_proof.Spans()));
    }

    [Fact]
    public void What_is_said_last_holds()
    {
        for (var hour = 0; hour < 3; hour++)
            _proof.Record(At(hour), 0, false);
        _proof.Record(At(1), 5, false);
        Assert.Equal([(At(0), 0), (At(1), 5), (At(2), 0)], _proof.Spans().Select(span => (span.Start, span.Missing)));
        Assert.Equal(5, _proof.Missing);
        _proof.Record(At(1), 0, false);
        Assert.Single(_proof.Spans());
        Assert.Equal(0, _proof.Missing);
        _proof.Record(At(2), 0, true);
        Assert.Equal(2, _proof.Spans().Count);
    }

    [Fact]
    public void What_is_forgotten_is_forgotten_by_whole_hours()
    {
        for (var hour = 0; hour < 6; hour++)
            _proof.Record(At(hour), 0, false);
        _proof.Forget(At(2).AddMinutes(30), At(3).AddSeconds(1));
        Assert.Equal([(At(0), At(2)), (At(4), At(6))], _proof.Spans().Select(span => (span.Start, span.End)));
        Assert.Equal([true, false, false, true], ((int[])[1, 2, 3, 4]).Select(hour => _proof.Knows(At(hour))));
        _proof.Forget(DateTime.UnixEpoch, At(1).AddMinutes(1));
        Assert.Equal(At(4), Assert.Single(_proof.Spans()).Start);
    }

    private static DateTime At(int hour) => Midnight.AddHours(hour);
}
