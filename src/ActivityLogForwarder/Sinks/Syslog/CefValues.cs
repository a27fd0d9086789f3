namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>The values of a CEF record: signature id and name of its header, and those of its extension.</summary>
internal static class CefValues
{
    private const int SignatureId = 4;
    private const int Name = 5;
    private const int Extension = 7;

    public static void Find(ReadOnlySpan<byte> record, List<ValuePlace> values)
    {
        var start = 0;
        for (var field = 0; field < Extension; field++)
        {
            var end = NextUnescaped(record, start, (byte)'|');
            if (end < 0)
                return;
            if (field is SignatureId or Name)
                values.Add(new ValuePlace(start, end - start));
            start = end + 1;
        }

        FindInExtension(record, start, values);
    }

    // Keys hold no spaces, and values no equals sign without its backslash: what stands before one, back to the space,
    // is a key.
    private static void FindInExtension(ReadOnlySpan<byte> record, int start, List<ValuePlace> values)
    {
        var equals = NextUnescaped(record, start, (byte)'=');
        while (equals >= 0)
        {
            var value = equals + 1;
            equals = NextUnescaped(record, value, (byte)'=');
            var end = equals < 0 ? record.Length : value + record[value..equals].LastIndexOf((byte)' ');
            if (end >= value)
                values.Add(new ValuePlace(value, end - value));
        }
    }

    private static int NextUnescaped(ReadOnlySpan<byte> record, int start, byte sign)
    {
        for (var at = start; at < record.Length;)
        {
            var found = record[at..].IndexOfAny(sign, (byte)'\\');
            if (found < 0)
                return -1;
            at += found;
            if (record[at] == sign)
                return at;
            at += 2;
        }

        return -1;
    }
}
