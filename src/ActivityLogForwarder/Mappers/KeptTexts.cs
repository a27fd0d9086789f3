namespace ActivityLogForwarder.Mappers;

/// <summary>Copies of texts, each thread's own, so that one that comes again and again is copied once. No copy ever changes.</summary>
internal static class KeptTexts
{
    private const int Count = 64;
    private const int Longest = 256;

    [ThreadStatic]
    private static byte[]?[]? _ofThread;

    public static ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> text)
    {
        if (text.Length > Longest)
            return text.ToArray();
        var kept = _ofThread ??= new byte[]?[Count];
        var hash = default(HashCode);
        hash.AddBytes(text);
        ref var place = ref kept[(uint)hash.ToHashCode() % Count];
        if (place is null || !text.SequenceEqual(place))
            place = text.ToArray();
        return place;
    }
}
