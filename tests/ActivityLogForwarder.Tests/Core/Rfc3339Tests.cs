using System.Globalization;
using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2016-09-23T12:02:52.394Z", "2016-09-23T12:02:52.394Z")]
    [InlineData("2016-09-23T12:02:52Z", "2016-09-23T12:02:52Z")]
    [InlineData("2016-09-23t12:02:52.123456789+00:00", "2016-09-23T12:02:52.123456789Z")]
    [InlineData("2017-01-01T00:30:00.5+02:00", "2016-12-31T22:30:00.5Z")]
    [InlineData("2016-02-29T23:59:59-00:30", "2016-03-01T00:29:59Z")]
    public void A_time_is_written_in_utc_as_precise_as_given(string text, string expected)
    {
        Span<byte> written = stackalloc byte[Rfc3339.MaxLength];
        Assert.True(Rfc3339.TryFormatUtc(Encoding.ASCII.GetBytes(text), written, out var length));
        Assert.Equal(expected, Encoding.ASCII.GetString(written[..length]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2016-09-23")]
    [InlineData("2016-09-23T12:02:52")]
    [InlineData("2016-09-23 12:02:52Z")]
    [InlineData("2016-09-23T12:02:52.Z")]
    [InlineData("2016-09-23T12:02:52.1234567890Z")]
    [InlineData("2015-02-29T12:02:52Z")]
    [InlineData("2016-09-23T24:00:00Z")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("2016-09-23T12:02:52+2:00")]
    [InlineData("2016-09-23T12:02:52Zz")]
    public void What_is_no_time_is_not_read(string text) =>
        Assert.False(Rfc3339.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void A_time_is_cut_to_its_100_nanoseconds()
    {
        Assert.True(Rfc3339.TryParse("2016-09-23T12:02:52.123456789Z"u8, out var utc));
        Assert.Equal("2016-09-23T12:02:52.1234567Z", utc.ToString("O", CultureInfo.InvariantCulture));
    }
}
