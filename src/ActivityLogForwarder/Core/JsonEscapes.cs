using System.Text;

namespace ActivityLogForwarder.Core;

/// <summary>
/// The escapes of JSON strings (RFC 8259 section 7). Where a string holds half a surrogate pair, which UTF-8 cannot
/// express, U+FFFD stands for it.
/// </summary>
public static class JsonEscapes
{
    /// <summary>
    /// Writes what an escaped text means. The text stood between the quotes of a well-formed JSON string; its meaning
    /// is never longer than it.
    /// </summary>
    /// <returns>The bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0 || plain + 1 >= escaped.Length)
            {
                escaped.CopyTo(destination[written..]);
                return written + escaped.Length;
            }

            escaped[..plain].CopyTo(destination[written..]);
            written += plain;
            escaped = escaped[plain..];
            if (escaped[1] == 'u')
            {
                written += ReadCodePoint(escaped, out var length).EncodeToUtf8(destination[written..]);
                escaped = escaped[length..];
            }
            else
            {
                destination[written++] = Simple(escaped[1]);
                escaped = escaped[2..];
            }
        }
    }

    /// <summary>Whether an escaped text means the given one.</summary>
    public static bool Means(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> text)
    {
        // One byte of meaning takes at most six bytes, and a longer name is none that is looked for.
        const int longest = 64;
        if (text.Length > longest || escaped.Length > 6 * longest)
            return false;
        Span<byte> meaning = stackalloc byte[6 * longest];
        return meaning[..Unescape(escaped, meaning)].SequenceEqual(text);
    }

    /// <summary>Reads the <c>\u</c> escape, or the pair of them, that the text begins with.</summary>
    /// <param name="escaped">The text.</param>
    /// <param name="length">The bytes read: 6 or 12.</param>
    /// <returns>The code point; U+FFFD for half a surrogate pair.</returns>
    public static Rune ReadCodePoint(ReadOnlySpan<byte> escaped, out int length)
    {
        length = 6;
        var first = ReadUnit(escaped);
        if (Rune.TryCreate(first, out var rune))
            return rune;
        if (escaped.Length >= 12 && escaped[6] == '\\' && escaped[7] == 'u'
            && Rune.TryCreate(first, ReadUnit(escaped[6..]), out rune))
        {
            length = 12;
            return rune;
        }

        return Rune.ReplacementChar;
    }

    private static char ReadUnit(ReadOnlySpan<byte> escape)
    {
        var unit = 0;
        foreach (var digit in escape[2..6])
            unit = (unit << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return (char)unit;
    }

    private static byte Simple(byte letter) => letter switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => letter,
    };
}
