using System.Buffers;
using System.Text;

namespace ActivityLogForwarder.Mappers;

/// <summary>Trimming and cutting valid UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>Without white space, as Unicode knows it, at its beginning.</summary>
    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune))
            text = text[length..];
        return text;
    }

    /// <summary>Without white space, as Unicode knows it, at its end.</summary>
    public static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text)
    {
        while (Rune.DecodeLastFromUtf8(text, out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune))
            text = text[..^length];
        return text;
    }

    /// <summary>
    /// As much of a text as fits, cut between code points. Characters are counted as UTF-16 does, two beyond U+FFFF: so
    /// the text keeps to its limit however its reader counts.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="left">The characters that fit; what fitted is taken from it, all where something was cut.</param>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, scoped ref int left)
    {
        // No character takes more characters than bytes.
        if (text.Length <= left || Encoding.UTF8.GetCharCount(text) <= left)
        {
            left -= Encoding.UTF8.GetCharCount(text);
            return text;
        }

        var end = 0;
        while (Rune.DecodeFromUtf8(text[end..], out var rune, out var length) == OperationStatus.Done && rune.Utf16SequenceLength <= left)
        {
            left -= rune.Utf16SequenceLength;
            end += length;
        }

        left = 0;
        return text[..end];
    }
}
