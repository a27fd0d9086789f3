using ActivityLogForwarder.Core;
using ActivityLogForwarder.State;

namespace ActivityLogForwarder.Tests.State;

/// <summary>What does not agree in a state is named, and what only looks odd is not.</summary>
public sealed class StateCheckTests
{
    private static readonly LaneKey Key = new("31999999", "siem");
    private static readonly DateTime Start = new(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Hours_without_events_need_no_row() => AssertSound(Lane(Start.AddHours(2)), Covered(0, 7200));

    [Fact]
    public void Cover_may_end_before_the_cursor() => AssertSound(Lane(Start.AddHours(2)), Covered(0, 60), Covered(120, 180));

    [Fact]
    public void Cover_does_not_reach_beyond_the_cursor() => AssertFound("cursor stands at", Lane(Start), Covered(0, 1));

    [Fact]
    public void Covered_spans_do_not_overlap() => AssertFound("overlap", Lane(Start.AddHours(1)), Covered(0, 60), Covered(59, 70));

    [Fact]
    public void A_row_counts_the_ids_kept() => AssertSound(Lane(Start), Row(0, 3, 6), Ids(0, 1, 2), Ids(0, 3));

    [Fact]
    public void Ids_that_no_row_counts_are_named() => AssertFound("counts 0 events, and 1 ids", Lane(Start), Ids(0, 1));

    [Fact]
    public void More_ids_than_are_counted_are_named() => AssertFound("counts 1 events, and 2 ids", Lane(Start), Row(0, 1, 3), Ids(0, 1, 2));

    [Fact]
    public void Fewer_ids_than_are_counted_are_named() => AssertFound("counts 2 events, and 1 ids", Lane(Start), Row(0, 2, 3), Ids(0, 1));

    [Fact]
    public void Another_digest_is_named() => AssertFound("digest", Lane(Start), Row(0, 2, 4), Ids(0, 1, 2));

    [Fact]
    public void Events_without_a_readable_time_are_counted_where_they_were_read() =>
        AssertSound(Lane(Start), Row(0, 2, 9), Ids(0, 1), new StateRecord.UntimedIds(Start.AddHours(5), Segment(8)));

    [Fact]
    public void Hours_whose_ids_are_pruned_are_left_alone() =>
        Assert.Empty(Check(Start.AddHours(1), DateTime.MinValue, Lane(Start), Row(0, 2, 3), Row(1, 1, 5), Ids(1, 5)).Problems);

    [Fact]
    public void Hours_before_the_first_ids_are_only_noted()
    {
        var check = Check(DateTime.MinValue, DateTime.MinValue, Lane(Start), Row(0, 2, 3), Row(1, 1, 5), Ids(1, 5));
        Assert.Empty(check.Problems);
        Assert.Contains("recheckWindow", Assert.Single(check.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_may_be_kept_longer_than_the_ledger() => Assert.Empty(Check(DateTime.MinValue, Start.AddHours(1), Lane(Start), Ids(0, 1)).Problems);

    [Fact]
    public void Dead_letters_are_counted_by_their_hour()
    {
        AssertSound(Lane(Start), Row(0, 0, 7, deadLettered: 1), Ids(0, 7), Letter("{}"));
        AssertSound(Lane(Start), Letter("""{"a":[{"b":null}]}""", isCounted: false));
        AssertFound("counts 1 dead letters, and there are 0", Lane(Start), Row(0, 0, 7, deadLettered: 1), Ids(0, 7));
        AssertFound("counts 0 dead letters, and there are 1", Lane(Start), Letter("{}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}{}")]
    [InlineData("\0\0\0\0")]
    public void A_payload_that_is_no_event_is_named(string payload) => AssertFound("dead letter 9 is no event", Lane(Start), Letter(payload, isCounted: false));

    [Fact]
    public void Ids_lie_within_one_hour() =>
        AssertFound("within one hour", Lane(Start), Row(1, 1, 1), new StateRecord.Ids(Start.AddMinutes(59), Start.AddMinutes(60), Segment(1)));

    [Fact]
    public void Lanes_are_judged_each_by_itself()
    {
        var check = Check(DateTime.MinValue, DateTime.MinValue, Lane(Start), Row(0, 1, 1), Ids(0, 1), new StateRecord.Lane(Key with { Sink = "other" }, Start, 0), Ids(0, 1));
        Assert.StartsWith("31999999/other: ", Assert.Single(check.Problems), StringComparison.Ordinal);
        Assert.Equal(2, check.Lanes);
    }

    private static void AssertSound(params StateRecord[] records)
    {
        var check = Check(DateTime.MinValue, DateTime.MinValue, records);
        Assert.Empty(check.Problems);
        Assert.Empty(check.Notes);
    }

    private static void AssertFound(string problem, params StateRecord[] records) =>
        Assert.Contains(problem, Assert.Single(Check(DateTime.MinValue, DateTime.MinValue, records).Problems), StringComparison.Ordinal);

    private static StateCheck Check(DateTime idsFrom, DateTime ledgerFrom, params StateRecord[] records)
    {
        var check = new StateCheck(idsFrom, ledgerFrom);
        check.Run(records);
        return check;
    }

    private static StateRecord.Lane Lane(DateTime cursor) => new(Key, cursor, 0);

    private static StateRecord.Covered Covered(int from, int to) => new(new Window(Start.AddSeconds(from), Start.AddSeconds(to)));

    private static StateRecord.Hour Row(int hour, long delivered, UInt128 digest, long deadLettered = 0) =>
        new(new LedgerRow(Start.AddHours(hour), delivered, 0, deadLettered, 0, digest));

    private static StateRecord.Ids Ids(int hour, params byte[] keys) => new(Start.AddHours(hour), Start.AddHours(hour).AddSeconds(3599), Segment(keys));

    private static byte[] Segment(params byte[] keys) => [.. keys.SelectMany(key => new byte[15].Append(key))];

    private static StateRecord.Letter Letter(string payload, bool isCounted = true) => new(
        new DeadLetter(Key, "e", Start, Start, "reason", System.Text.Encoding.UTF8.GetBytes(payload)) { Number = 9, IsCounted = isCounted });
}
