using ActivityLogForwarder.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Configuration;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("0.25s", 250)]
    [InlineData("0s", 0)]
    [InlineData("007s", 7_000)]
    public void A_duration_is_a_number_and_its_unit(string text, long milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5 s")]
    [InlineData(" 5s")]
    [InlineData("5s ")]
    [InlineData("-5s")]
    [InlineData("+5s")]
    [InlineData("5M")]
    [InlineData("5min")]
    [InlineData("1h30m")]
    [InlineData("1.s")]
    [InlineData(".5s")]
    [InlineData("1..5s")]
    [InlineData("1,5s")]
    [InlineData("1e3s")]
    [InlineData("00:05:00")]
    [InlineData("٥s")]
    [InlineData("36501d")]
    [InlineData("99999999999999999999999999999999999999999999d")]
    public void What_has_no_unit_or_another_form_is_no_duration(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void Every_duration_is_read_as_it_was_written() => Check.One(PropertyConfig.Tries(), Prop.ForAll(
        Gen.Choose(0, 3_000_000).SelectMany(_ => Gen.Elements(1L, 10_000, 10_000_000, 600_000_000, 36_000_000_000), (number, unit) => number * unit)
            .Where(ticks => ticks <= Durations.Max.Ticks).ToArbitrary(),
        ticks => Durations.TryParse(Durations.Format(TimeSpan.FromTicks(ticks)), out var read) && read.Ticks == ticks));

    [Theory]
    [InlineData(90_000, "90s")]
    [InlineData(120_000, "2m")]
    [InlineData(172_800_000, "2d")]
    [InlineData(1_500, "1500ms")]
    [InlineData(0, "0s")]
    public void A_duration_is_written_in_its_largest_whole_unit(long milliseconds, string text) =>
        Assert.Equal(text, Durations.Format(TimeSpan.FromMilliseconds(milliseconds)));
}
