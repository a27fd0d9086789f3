using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActivityLogForwarder.Core.Shapes;

/// <summary>What differs between events of one shape.</summary>
public enum SlotKind : byte
{
    None,

    /// <summary>The inside of a JSON string: printable ASCII without quotes and backslashes, not beginning or ending with a space.</summary>
    Text,

    /// <summary>A whole number of at most <see cref="Slot.MaxDigits"/> digits that does not begin with a zero.</summary>
    Digits,
}

/// <summary>Where the text of a slot lies.</summary>
/// <param name="Packed">Its start times 65,536, and its length.</param>
public readonly record struct Slot(uint Packed)
{
    /// <summary>The longest text that a slot may hold, in bytes; no record format cuts it.</summary>
    public const int MaxLength = 255;

    public const int MaxDigits = 15;

    public Slot(int start, int length) : this(((uint)start << 16) | (uint)length)
    {
    }

    public int Start => (int)(Packed >> 16);

    public int Length => (int)(Packed & 0xFFFF);

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> text) => text.Slice(Start, Length);

    /// <summary>The length of the slot's text that begins at the place; 0 where there is none such.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthAt(ReadOnlySpan<byte> text, int start, SlotKind kind) =>
        kind == SlotKind.Text ? LengthOfText(text, start) : LengthOfDigits(text, start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LengthOfText(ReadOnlySpan<byte> text, int start)
    {
        var end = EndOfPlain(text, start);
        return end - start is > 0 and <= MaxLength && (uint)end < (uint)text.Length && text[end] == '"'
            && text[start] != ' ' && text[end - 1] != ' ' ? end - start : 0;
    }

    private static int LengthOfDigits(ReadOnlySpan<byte> text, int start)
    {
        var end = start;
        while ((uint)end < (uint)text.Length && (uint)(text[end] - '0') <= 9)
            end++;
        return end - start is > 0 and <= MaxDigits && text[start] != '0' ? end - start : 0;
    }

    /// <summary>The place of the next byte that a text may not hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndOfPlain(ReadOnlySpan<byte> text, int position)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        for (; position <= text.Length - Vector128<byte>.Count; position += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref first, (nuint)position);
            // As signed numbers, what is not ASCII is below all control characters.
            var special = Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)' ')).AsByte()
                | Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.Equals(bytes, Vector128.Create((byte)0x7F));
            var found = special.ExtractMostSignificantBits();
            if (found != 0)
                return position + BitOperations.TrailingZeroCount(found);
        }

        while (position < text.Length && text[position] is >= (byte)' ' and < 0x7F and not ((byte)'"' or (byte)'\\'))
            position++;
        return position;
    }
}
