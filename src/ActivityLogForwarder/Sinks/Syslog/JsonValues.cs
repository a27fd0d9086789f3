namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>The strings of a JSON record that are values, between their quotes.</summary>
internal static class JsonValues
{
    public static void Find(ReadOnlySpan<byte> record, List<ValuePlace> values)
    {
        for (var at = 0; at < record.Length;)
        {
            var quote = record[at..].IndexOf((byte)'"');
            if (quote < 0)
                return;
            var start = at + quote + 1;
            var end = EndOfString(record, start);
            if (end < 0)
                return;
            at = end + 1;
            if (!IsName(record[at..]))
                values.Add(new ValuePlace(start, end - start));
        }
    }

    /// <summary>Whether the text begins with the escape of a surrogate pair's first half, and the second's follows.</summary>
    public static bool IsHighSurrogate(ReadOnlySpan<byte> text) =>
        text.Length >= 12 && text[1] == 'u' && (text[2] | 0x20) == 'd' && (text[3] | 0x20) is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b'
        && text[6] == '\\' && text[7] == 'u' && (text[8] | 0x20) == 'd' && (text[9] | 0x20) is >= (byte)'c' and <= (byte)'f';

    private static int EndOfString(ReadOnlySpan<byte> record, int start)
    {
        for (var at = start; at < record.Length;)
        {
            var found = record[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
                return -1;
            at += found;
            if (record[at] == '"')
                return at;
            at += 2;
        }

        return -1;
    }

    private static bool IsName(ReadOnlySpan<byte> rest)
    {
        var next = rest.IndexOfAnyExcept(" \t\r\n"u8);
        return next >= 0 && rest[next] == ':';
    }
}
