using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace ActivityLogForwarder.Core;

/// <summary>A set of ids, 16 bytes each, that a store fills and a lane asks.</summary>
public sealed class SettledIds : IDisposable
{
    /// <summary>Bytes one id takes in a segment: <see cref="EventId.Key"/>, most significant byte first.</summary>
    public const int KeySize = 16;

    // What one huge window needed is let go.
    private const int MaxCapacity = 20_000;

    // Thousands of lanes need a set each, and few at a time.
    private static readonly ConcurrentBag<HashSet<UInt128>> Spare = [];

    private readonly HashSet<UInt128> _keys = Spare.TryTake(out var spare) ? spare : [];

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

    /// <summary>Lets the memory be used again; the set is not used after it.</summary>
    public void Dispose()
    {
        if (_keys.Capacity > MaxCapacity)
            return;
        _keys.Clear();
        Spare.Add(_keys);
    }
}
