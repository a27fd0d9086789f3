using ActivityLogForwarder.Configuration;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Configuration;

public sealed class SizesTests
{
    [Theory]
    [InlineData("0B", 0)]
    [InlineData("512B", 512)]
    [InlineData("1KB", 1_000)]
    [InlineData("512KiB", 524_288)]
    [InlineData("5MB", 5_000_000)]
    [InlineData("5mb", 5_000_000)]
    [InlineData("1.5MiB", 1_572_864)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("8388607TiB", 9_223_370_937_343_148_032)]
    public void A_size_is_a_number_and_its_unit(string text, long bytes)
    {
        Assert.True(Sizes.TryParse(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("MB")]
    [InlineData("5 MB")]
    [InlineData("-5MB")]
    [InlineData("5K")]
    [InlineData("5Mi")]
    [InlineData("5MBit")]
    [InlineData("1_000B")]
    [InlineData("8388608TiB")]
    [InlineData("99999999999999999999999999999999999999999999B")]
    public void What_has_no_unit_or_another_form_is_no_size(string text) => Assert.False(Sizes.TryParse(text, out _));

    [Fact]
    public void Every_size_is_read_as_it_was_written() => Check.One(PropertyConfig.Tries(), Prop.ForAll(
        Gen.Choose(0, int.MaxValue).SelectMany(_ => Gen.Elements(1L, 1_000, 1_024, 1_000_000, 1L << 20), (number, unit) => number * unit).ToArbitrary(),
        bytes => Sizes.TryParse(Sizes.Format(bytes), out var read) && read == bytes));
}
