using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core;

public sealed class CalendarBuilderTests
{
    private static readonly DateTime Now = new(2026, 11, 22, 10, 30, 0, DateTimeKind.Utc);

    [Fact]
    public void Every_state_is_told_apart()
    {
        // Begun at 1, a hole at 3, the cursor at 8:15; 1 is expired, 2 proven, 4 lacks some, a second of 5 could not be read, 6 not compared.
        var hours = Build(builder => Add(builder, "siem", [(1, 3), (4, 8.25)], proof =>
        {
            proof.Record(At(1), 0, true);
            proof.Record(At(2), 0, false);
            proof.Record(At(4), 9, false);
            proof.Record(At(5), 0, false);
            proof.Record(At(7), 0, false);
        }, gapAt: 5));
        Assert.Equal(
            [HourState.NotCovered, HourState.Expired, HourState.Proven, HourState.Hole, HourState.Gap, HourState.Gap, HourState.Pending,
                HourState.Proven, HourState.Pending, HourState.Pending, HourState.Pending],
            hours.Select(hour => hour.State));
        Assert.Equal(9, hours[4].Missing);
    }

    [Fact]
    public void Of_several_lanes_the_least_good_shows_and_how_many_are_like_it()
    {
        var hours = Build(builder =>
        {
            Add(builder, "a", [(0, 10)], Proven);
            Add(builder, "b", [(0, 10)], Proven, isConfirmed: false);
            Add(builder, "c", [(0, 10)], Proven, isConfirmed: false);
            Add(builder, "d", [(0, 4)], Proven);
        });
        Assert.Equal((HourState.Unconfirmed, 2), (hours[3].State, hours[3].Lanes));
        Assert.Equal((HourState.Pending, 1), (hours[4].State, hours[4].Lanes));
    }

    [Fact]
    public void An_activity_counts_once_however_many_sinks_it_goes_to()
    {
        var builder = new CalendarBuilder(Now, 1);
        foreach (var (contract, sink, delivered) in new[] { ("1", "a", 5), ("1", "b", 7), ("2", "a", 11) })
        {
            var lane = new LaneState(new LaneKey(contract, sink), At(10), [new Window(At(0), At(10))]);
            builder.Add(lane, [new LedgerRow(At(3), delivered, 0, 1, 0, 0)], [], [], isConfirmed: true);
        }

        var hour = builder.Build().Hours[3];
        Assert.Equal((23, 3, 20), (hour.Delivered, hour.DeadLettered, hour.Activities));
    }

    [Fact]
    public void It_ends_with_the_present_hour()
    {
        var calendar = new CalendarBuilder(Now, 14).Build();
        Assert.Equal((13 * 24) + 11, calendar.Hours.Count);
        Assert.Equal(At(10), calendar.Hours[^1].Hour);
    }

    private static void Proven(LaneProof proof)
    {
        for (var hour = 0; hour < 10; hour++)
            proof.Record(At(hour), 0, false);
    }

    private static IReadOnlyList<CalendarHour> Build(Action<CalendarBuilder> add)
    {
        var builder = new CalendarBuilder(Now, 1);
        add(builder);
        return builder.Build().Hours;
    }

    private static void Add(
        CalendarBuilder builder, string sink, (double From, double To)[] covered, Action<LaneProof> compare, bool isConfirmed = true, int? gapAt = null)
    {
        var proof = new LaneProof();
        compare(proof);
        Window[] gaps = gapAt is { } hour ? [new Window(At(hour), At(hour).AddSeconds(1))] : [];
        var windows = covered.Select(span => new Window(At(span.From), At(span.To))).ToList();
        builder.Add(new LaneState(new LaneKey("1", sink), windows[^1].End, windows), [], proof.Spans(), gaps, isConfirmed);
    }

    private static DateTime At(double hour) => Now.Date.AddHours(hour);
}
