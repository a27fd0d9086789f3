namespace ActivityLogForwarder.Core;

/// <summary>One event ready for a sink.</summary>
/// <param name="Body">
/// The mapped record: UTF-8, one line, without a line break at its end. Whoever reads it behind .NET's back holds its array by <see cref="LargeBuffers.TryHold"/>,
/// or copies it.
/// </param>
/// <param name="Event">The event it was made of.</param>
public readonly record struct Payload(ReadOnlyMemory<byte> Body, ActivityEvent Event)
{
    /// <summary>Whether the record is known to be one line, without a zero byte, and need not be looked through.</summary>
    public bool IsKnownOneLine { get; init; }

    /// <summary>
    /// Whether the record is the one line that mappers promise. Sinks that part records by line breaks refuse anything
    /// else, since it would be two records, or none, to their receiver.
    /// </summary>
    public bool IsOneLine => IsKnownOneLine || IsFoundOneLine(Body.Span);

    /// <summary>Whether a record is one line.</summary>
    public static bool IsFoundOneLine(ReadOnlySpan<byte> record) => !record.IsEmpty && record.IndexOfAny((byte)'\n', (byte)'\r') < 0;
}

/// <summary>
/// Events of one contract for one attempt of a sink, and the place for its word on each of them.
/// </summary>
/// <param name="Contract">The contract all the items belong to.</param>
/// <param name="Items">At least one event, in the order of delivery.</param>
/// <param name="Results">
/// As long as <paramref name="Items"/>. All are <see cref="WriteOutcome.Retry"/> before the attempt, so that what a
/// sink does not speak of is sent again; what it has set counts even when it throws.
/// </param>
public readonly record struct Batch(
    Contract Contract, ReadOnlyMemory<Payload> Items, Memory<WriteResult> Results)
{
    public int Count => Items.Length;

    /// <summary>
    /// The bytes of all records and so many more for each: room for a buffer, which is copied where it has to grow.
    /// </summary>
    public int EstimateBytes(int perEvent)
    {
        var bytes = 0L;
        foreach (ref readonly var item in Items.Span)
            bytes += item.Body.Length + perEvent;
        return (int)Math.Clamp(bytes, 1, Array.MaxLength);
    }

    public Batch Slice(int start, int length) =>
        this with { Items = Items.Slice(start, length), Results = Results.Slice(start, length) };
}
