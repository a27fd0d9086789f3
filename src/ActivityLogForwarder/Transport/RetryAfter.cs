using System.Globalization;
using System.Net.Http.Headers;

namespace ActivityLogForwarder.Transport;

/// <summary>The header <c>Retry-After</c> (RFC 9110, section 10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>The longest wait a server is granted; one that asks for more is asked again after this.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long the server asks to be left alone, given in seconds or as a date, at most <see cref="Longest"/>; null
    /// where it does not ask, asks for no time at all, or cannot be understood.
    /// </summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now) =>
        headers.TryGetValues("Retry-After", out var values) ? Parse(values.First(), now) : null;

    /// <summary>As <see cref="Read"/>, of the header's text.</summary>
    public static TimeSpan? Parse(string text, DateTimeOffset now)
    {
        TimeSpan wait;
        text = text.Trim();
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
        {
            // Digits that no number can hold ask for longer than anyone is granted.
            wait = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
        }
        else if (DateTimeOffset.TryParseExact(
            text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
        {
            wait = until - now;
        }
        else
        {
            return null;
        }

        return wait <= TimeSpan.Zero ? null : wait < Longest ? wait : Longest;
    }
}
