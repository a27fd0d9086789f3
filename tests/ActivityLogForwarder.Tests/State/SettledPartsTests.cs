using ActivityLogForwarder.Core;
using ActivityLogForwarder.State;

namespace ActivityLogForwarder.Tests.State;

public sealed class SettledPartsTests
{
    private static readonly DateTime Ten = new(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Events_are_sorted_into_their_hours_and_each_hour_has_its_keys_in_order()
    {
        using var parts = SettledParts.Of(
        [
            new SettledEvent(1, Ten.AddTicks(1), true, SettledAs.Delivered),
            new SettledEvent(2, Ten.AddHours(1), true, SettledAs.Dropped),
            new SettledEvent(3, Ten.AddHours(1).AddTicks(-1), true, SettledAs.Delivered),
            new SettledEvent(4, Ten, false, SettledAs.DeadLettered),
            new SettledEvent(5, Ten.AddHours(2), false, SettledAs.Discarded),
            new SettledEvent(6, Ten.AddMinutes(1), true, SettledAs.Delivered),
        ]);
        Assert.Equal(3, parts.Delivered);
        Assert.Equal([4, 5], Keys(parts.UntimedKeys));
        Assert.Equal(3, parts.Hours.Count);
        AssertHour(parts, Ten, [1, 3, 6], 14, (3, 0, 1, 0));
        AssertHour(parts, Ten.AddHours(1), [2], 2, (0, 1, 0, 0));
        AssertHour(parts, Ten.AddHours(2), [], 5, (0, 0, 0, 1));
        var first = parts.Hours.Single(hour => hour.Start == StoredTime.Seconds(Ten));
        Assert.Equal((StoredTime.Seconds(Ten), StoredTime.Seconds(Ten) + 3599), (first.MinTime, first.MaxTime));
    }

    [Fact]
    public void Times_at_both_ends_of_time_have_hours()
    {
        using var parts = SettledParts.Of(
        [
            new SettledEvent(1, DateTime.MinValue, true, SettledAs.Delivered),
            new SettledEvent(2, DateTime.MaxValue, true, SettledAs.Delivered),
        ]);
        AssertHour(parts, DateTime.MinValue, [1], 1, (1, 0, 0, 0));
        AssertHour(parts, DateTime.MaxValue, [2], 2, (1, 0, 0, 0));
        Assert.Equal(StoredTime.Seconds(DateTime.MaxValue), parts.Hours.Max(hour => hour.MaxTime));
    }

    [Fact]
    public void Nothing_settled_has_no_hour_and_parts_may_be_disposed_twice()
    {
        using var parts = SettledParts.Of([]);
        Assert.Empty(parts.Hours);
        Assert.Empty(Keys(parts.UntimedKeys));
        parts.Dispose();
        var more = SettledParts.Of([new SettledEvent(1, Ten, true, SettledAs.Delivered)]);
        more.Dispose();
        more.Dispose();
        using var one = SettledParts.Of([new SettledEvent(1, Ten, true, SettledAs.Delivered)]);
        using var other = SettledParts.Of([new SettledEvent(2, Ten, true, SettledAs.Delivered)]);
        AssertHour(one, Ten, [1], 1, (1, 0, 0, 0));
    }

    private static void AssertHour(SettledParts parts, DateTime time, ulong[] keys, ulong digest, (long, long, long, long) counts)
    {
        var hour = parts.Hours.Single(hour => hour.Start == StoredTime.Hour(time));
        Assert.Equal(keys, Keys(hour.Keys));
        Assert.Equal(digest, hour.Digest);
        Assert.Equal(counts, (hour.Delivered, hour.Dropped, hour.DeadLettered, hour.Discarded));
    }

    private static IEnumerable<ulong> Keys(ArraySegment<byte> segment) =>
        segment.Chunk(SettledIds.KeySize).Select(key => EventKey.Read(key).Low);
}
