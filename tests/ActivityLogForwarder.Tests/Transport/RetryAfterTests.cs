using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Transport;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", null)]
    [InlineData("1", 1)]
    [InlineData(" 120 ", 120)]
    [InlineData("86400", 300)]
    [InlineData("99999999999999999999999", 300)]
    [InlineData("-5", null)]
    [InlineData("1.5", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData("Sun, 22 Nov 2026 03:00:30 GMT", 30)]
    [InlineData("Sun, 22 Nov 2026 02:59:30 GMT", null)]
    [InlineData("Mon, 22 Nov 2027 03:00:30 GMT", 300)]
    public void Seconds_and_dates_are_understood_and_capped(string text, int? seconds) =>
        Assert.Equal(seconds, (int?)RetryAfter.Parse(text, Now)?.TotalSeconds);
}
