namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>The values of a LEEF 2.0 record whose attributes are parted by tabs: its event id, and those of its attributes.</summary>
internal static class LeefValues
{
    private const int EventId = 4;
    private const int Attributes = 6;

    public static void Find(ReadOnlySpan<byte> record, List<ValuePlace> values)
    {
        var start = 0;
        for (var field = 0; field < Attributes; field++)
        {
            var length = record[start..].IndexOf((byte)'|');
            if (length < 0)
                return;
            if (field == EventId)
                values.Add(new ValuePlace(start, length));
            start += length + 1;
        }

        while (start < record.Length)
        {
            var length = record[start..].IndexOf((byte)'\t');
            var end = length < 0 ? record.Length : start + length;
            var equals = record[start..end].IndexOf((byte)'=');
            if (equals >= 0)
                values.Add(new ValuePlace(start + equals + 1, end - start - equals - 1));
            start = end + 1;
        }
    }
}
