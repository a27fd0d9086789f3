using System.Text.Json;

namespace ActivityLogForwarder.Core;

/// <summary>Finds the end of JSON numbers (RFC 8259 section 6).</summary>
internal static class JsonNumber
{
    /// <summary>The bytes of the number that the text begins with.</summary>
    /// <exception cref="JsonException">It begins with none.</exception>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        var length = text.Length > 0 && text[0] == '-' ? 1 : 0;
        var whole = Digits(text[length..]);
        // No zero leads but one that stands alone.
        if (whole == 0 || (whole > 1 && text[length] == '0'))
            throw NoNumber();
        length += whole;
        if (length < text.Length && text[length] == '.')
            length += 1 + AtLeastOneDigit(text[(length + 1)..]);
        if (length < text.Length && (text[length] | 0x20) == 'e')
        {
            length++;
            if (length < text.Length && text[length] is (byte)'+' or (byte)'-')
                length++;
            length += AtLeastOneDigit(text[length..]);
        }

        return length;
    }

    private static int AtLeastOneDigit(ReadOnlySpan<byte> text) => Digits(text) is > 0 and var digits ? digits : throw NoNumber();

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits < 0 ? text.Length : digits;
    }

    private static JsonException NoNumber() => new("Neither a value nor a number.");
}
