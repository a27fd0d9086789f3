using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>
/// A text as it stands in an event: between the quotes of a JSON string, or the digits of a number. It can be copied
/// between the quotes of another JSON string as it is; other formats take what it means.
/// </summary>
/// <param name="bytes">Valid UTF-8 without half surrogate pairs; empty: the text is absent.</param>
/// <param name="isEscaped">Whether the text holds JSON escapes.</param>
internal readonly ref struct JsonText(ReadOnlySpan<byte> bytes, bool isEscaped = false)
{
    // Longer than every word that is looked for, were each of its letters an escape.
    private const int LongestWord = 6 * 20;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public bool IsEscaped { get; } = isEscaped;

    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>Whether the text is the ASCII word, in any case.</summary>
    public bool Is(ReadOnlySpan<byte> word)
    {
        if (!IsEscaped)
            return Ascii.EqualsIgnoreCase(Bytes, word);
        if (Bytes.Length > LongestWord)
            return false;
        Span<byte> meaning = stackalloc byte[LongestWord];
        return Ascii.EqualsIgnoreCase(meaning[..JsonEscapes.Unescape(Bytes, meaning)], word);
    }

    /// <summary>What the text means.</summary>
    public ReadOnlySpan<byte> Unescape(Scratch scratch)
    {
        if (!IsEscaped)
            return Bytes;
        var meaning = scratch.Take(Bytes.Length);
        return meaning[..JsonEscapes.Unescape(Bytes, meaning)];
    }
}
