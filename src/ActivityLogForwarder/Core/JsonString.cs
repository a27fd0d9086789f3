using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace ActivityLogForwarder.Core;

/// <summary>Finds the end of JSON strings (RFC 8259 section 7).</summary>
internal static class JsonString
{
    /// <summary>The bytes before the closing quote.</summary>
    /// <param name="text">What follows the opening quote.</param>
    /// <param name="isEscaped">Whether there are escapes among them.</param>
    /// <exception cref="JsonException">A control character, an escape that is none, or no closing quote.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LengthOf(ReadOnlySpan<byte> text, out bool isEscaped)
    {
        isEscaped = false;
        var end = NextSpecial(text, 0);
        return (uint)end < (uint)text.Length && text[end] == '"' ? end : LengthOfEscaped(text, end, out isEscaped);
    }

    private static int LengthOfEscaped(ReadOnlySpan<byte> text, int position, out bool isEscaped)
    {
        isEscaped = true;
        while (position < text.Length && text[position] != '"')
        {
            if (text[position] != '\\')
                throw new JsonException("A control character in a string.");
            position = NextSpecial(text, position + LengthOfEscape(text[position..]));
        }

        return position < text.Length ? position : throw new JsonException("A string without an end.");
    }

    private static int LengthOfEscape(ReadOnlySpan<byte> text)
    {
        if (text.Length > 1 && "\"\\/bfnrt"u8.Contains(text[1]))
            return 2;
        if (text.Length < 6 || text[1] != 'u')
            throw new JsonException("An escape that is none.");
        foreach (var digit in text[2..6])
        {
            if (!char.IsAsciiHexDigit((char)digit))
                throw new JsonException("An escape that is none.");
        }

        return 6;
    }

    /// <summary>The place of the next quote, backslash or control character; the text's length where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NextSpecial(ReadOnlySpan<byte> text, int position)
    {
        // Most strings are short: a search that is set up for each of them would cost more than it finds.
        ref var first = ref MemoryMarshal.GetReference(text);
        for (; position <= text.Length - Vector128<byte>.Count; position += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref first, (nuint)position);
            var special = Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.Equals(Vector128.Min(bytes, Vector128.Create((byte)0x1F)), bytes);
            var found = special.ExtractMostSignificantBits();
            if (found != 0)
                return position + BitOperations.TrailingZeroCount(found);
        }

        while (position < text.Length && text[position] is not ((byte)'"' or (byte)'\\' or < 0x20))
            position++;
        return position;
    }
}
