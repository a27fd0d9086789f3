using System.Buffers.Binary;

namespace ActivityLogForwarder.Core;

/// <summary>A set of ids, 16 bytes each, that a store fills and a lane asks.</summary>
public sealed class SettledIds
{
    /// <summary>Bytes one id takes in a segment: <see cref="EventId.Key"/>, most significant byte first.</summary>
    public const int KeySize = 16;

    private readonly HashSet<UInt128> _keys = [];

    public int Count => _keys.Count;

    public bool Contains(UInt128 key) => _keys.Count > 0 && _keys.Contains(key);

    public bool Add(UInt128 key) => _keys.Add(key);

    /// <summary>Adds the keys of a segment.</summary>
    public void AddSegment(ReadOnlySpan<byte> segment)
    {
        for (; segment.Length >= KeySize; segment = segment[KeySize..])
            _keys.Add(BinaryPrimitives.ReadUInt128BigEndian(segment));
    }

    public void Clear() => _keys.Clear();
}
