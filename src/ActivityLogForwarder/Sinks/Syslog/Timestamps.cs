using System.Globalization;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>The times of both headers.</summary>
internal static class Timestamps
{
    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>RFC 5424, section 6.2.3: with as many fraction digits as it takes, six at most.</summary>
    /// <param name="time">UTC.</param>
    /// <param name="output">Where it is written to.</param>
    public static void WriteRfc5424(DateTime time, Utf8Buffer output)
    {
        // 2026-11-02T03:04:05.0000000, and a Z where the time says that it is UTC.
        var text = output.GetSpan(32);
        time.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        var length = "2026-11-02T03:04:05.000000".Length;
        while (text[length - 1] == '0')
            length--;
        if (text[length - 1] == '.')
            length--;
        text[length++] = (byte)'Z';
        output.Advance(length);
    }

    /// <summary>RFC 3164, section 4.1.2: <c>Nov  2 03:00:00</c>, in the time zone that it is given in.</summary>
    public static void WriteRfc3164(DateTime time, Utf8Buffer output)
    {
        var text = output.GetSpan(15);
        Months.Slice((time.Month - 1) * 3, 3).CopyTo(text);
        text[3] = (byte)' ';
        Digits(time.Day, text[4..6]);
        if (time.Day < 10)
            text[4] = (byte)' ';
        text[6] = (byte)' ';
        TimeOfDay(time, text[7..15]);
        output.Advance(15);
    }

    private static void TimeOfDay(DateTime time, Span<byte> text)
    {
        Digits(time.Hour, text[..2]);
        text[2] = (byte)':';
        Digits(time.Minute, text[3..5]);
        text[5] = (byte)':';
        Digits(time.Second, text[6..8]);
    }

    private static void Digits(int number, Span<byte> text)
    {
        for (var i = text.Length - 1; i >= 0; i--, number /= 10)
            text[i] = (byte)('0' + (number % 10));
    }
}
