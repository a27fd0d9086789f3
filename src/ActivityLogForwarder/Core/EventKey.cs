using System.Buffers.Binary;

namespace ActivityLogForwarder.Core;

/// <summary>
/// The 16 bytes that stand for an event's id, and sums of them, which wrap round. Two numbers of 64 bits: code with <see cref="UInt128"/> cannot be
/// compiled in advance, and there is hardly a method on an event's way that does not hold a key.
/// </summary>
/// <param name="High">The first eight bytes, most significant byte first.</param>
/// <param name="Low">The last eight bytes.</param>
public readonly record struct EventKey(ulong High, ulong Low)
{
    public static EventKey operator +(EventKey one, EventKey other)
    {
        var low = unchecked(one.Low + other.Low);
        return new EventKey(unchecked(one.High + other.High + (low < one.Low ? 1UL : 0UL)), low);
    }

    public static EventKey operator -(EventKey one, EventKey other) =>
        new(unchecked(one.High - other.High - (one.Low < other.Low ? 1UL : 0UL)), unchecked(one.Low - other.Low));

    public static implicit operator EventKey(UInt128 value) => new((ulong)(value >> 64), (ulong)value);

    public static implicit operator EventKey(ulong value) => new(0, value);

    public static explicit operator UInt128(EventKey key) => new(key.High, key.Low);

    /// <summary>Reads 16 bytes.</summary>
    public static EventKey Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes 16 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }
}
