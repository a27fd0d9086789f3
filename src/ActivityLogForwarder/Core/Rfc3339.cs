namespace ActivityLogForwarder.Core;

/// <summary>
/// Times as RFC 3339 section 5.6 writes them, with 0 to 9 fraction digits and any offset. Years 0001 to 9999; a leap
/// second is not readable.
/// </summary>
public static class Rfc3339
{
    /// <summary>The longest text <see cref="TryFormatUtc(ReadOnlySpan{byte}, Span{byte}, out int)"/> writes: <c>yyyy-MM-ddTHH:mm:ss.fffffffffZ</c>.</summary>
    public const int MaxLength = 30;

    /// <summary>Reads a time.</summary>
    /// <param name="text">The text, without white space around it.</param>
    /// <param name="utc">The time in UTC, cut to 100 ns.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTime utc) => TryParse(text, out utc, out _);

    /// <summary>Reads a time and where its fraction digits stand.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTime utc, out Range fraction)
    {
        utc = default;
        fraction = 0..0;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':'
            || !TryDigits(text, 0, 4, out var year) || !TryDigits(text, 5, 2, out var month) || !TryDigits(text, 8, 2, out var day)
            || !TryDigits(text, 11, 2, out var hour) || !TryDigits(text, 14, 2, out var minute) || !TryDigits(text, 17, 2, out var second))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
            return false;

        long ticks = 0;
        var position = 19;
        if (text[position] == '.')
        {
            var start = ++position;
            for (; position < text.Length && char.IsAsciiDigit((char)text[position]); position++)
            {
                if (position - start < 7)
                    ticks = (ticks * 10) + (text[position] - '0');
            }

            var digits = position - start;
            if (digits is 0 or > 9)
                return false;
            for (var i = digits; i < 7; i++)
                ticks *= 10;
            fraction = start..position;
        }

        if (!TryOffset(text[position..], out var offset))
            return false;
        ticks += new DateTime(year, month, day, hour, minute, second).Ticks - offset.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        utc = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }

    /// <summary>
    /// Writes a time that <see cref="TryParse(ReadOnlySpan{byte}, out DateTime)"/> reads in UTC, as precise as given.
    /// </summary>
    public static bool TryFormatUtc(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        return TryParse(text, out var utc, out var fraction)
            && TryFormatUtc(utc, text[fraction], destination, out written);
    }

    /// <summary>Writes a time in whole seconds with the given fraction digits.</summary>
    public static bool TryFormatUtc(DateTime utc, ReadOnlySpan<byte> fraction, Span<byte> destination, out int written)
    {
        written = 0;
        var length = 19 + (fraction.IsEmpty ? 0 : fraction.Length + 1) + 1;
        if (destination.Length < length)
            return false;
        WriteDigits(destination, 0, 4, utc.Year);
        destination[4] = (byte)'-';
        WriteDigits(destination, 5, 2, utc.Month);
        destination[7] = (byte)'-';
        WriteDigits(destination, 8, 2, utc.Day);
        destination[10] = (byte)'T';
        WriteDigits(destination, 11, 2, utc.Hour);
        destination[13] = (byte)':';
        WriteDigits(destination, 14, 2, utc.Minute);
        destination[16] = (byte)':';
        WriteDigits(destination, 17, 2, utc.Second);
        if (!fraction.IsEmpty)
        {
            destination[19] = (byte)'.';
            fraction.CopyTo(destination[20..]);
        }

        destination[length - 1] = (byte)'Z';
        written = length;
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length == 1)
            return (text[0] | 0x20) == 'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text, 1, 2, out var hours) || !TryDigits(text, 4, 2, out var minutes) || hours > 23 || minutes > 59)
            return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (text[0] == '-')
            offset = -offset;
        return true;
    }

    private static void WriteDigits(Span<byte> destination, int start, int count, int value)
    {
        for (var i = start + count - 1; i >= start; i--, value /= 10)
            destination[i] = (byte)('0' + (value % 10));
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        foreach (var digit in text.Slice(start, count))
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
