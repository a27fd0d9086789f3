using System.Globalization;
using ActivityLogForwarder.Configuration;

namespace ActivityLogForwarder.Tests.Configuration;

public sealed class TimesTests
{
    private static readonly DateTime Now = new(2026, 11, 22, 3, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("now", "2026-11-22T03:00:00.0000000Z")]
    [InlineData("beginning", "1970-01-01T00:00:00.0000000Z")]
    [InlineData("24h", "2026-11-21T03:00:00.0000000Z")]
    [InlineData("36500d", "1926-12-17T03:00:00.0000000Z")]
    [InlineData("2026-11-01", "2026-11-01T00:00:00.0000000Z")]
    [InlineData("2026-11-01T12:30:00Z", "2026-11-01T12:30:00.0000000Z")]
    [InlineData("2026-11-01T12:30:00.5+02:00", "2026-11-01T10:30:00.5000000Z")]
    public void A_point_in_time_has_several_forms(string text, string expected)
    {
        Assert.True(Times.TryParse(text, out var time));
        var resolved = time.Resolve(Now);
        Assert.Equal(DateTimeKind.Utc, resolved.Kind);
        Assert.Equal(expected, resolved.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("yesterday")]
    [InlineData("Now")]
    [InlineData("2026-11-31")]
    [InlineData("2026-11-1")]
    [InlineData("01.11.2026")]
    [InlineData("2026-11-01T12:30:00")]
    [InlineData("-24h")]
    public void Other_forms_are_no_point_in_time(string text) => Assert.False(Times.TryParse(text, out _));
}
