namespace ActivityLogForwarder.Mappers;

/// <summary>What a character is to a format whose records are lines.</summary>
internal enum LineMark : byte
{
    /// <summary>None of these.</summary>
    None,

    CarriageReturn,

    /// <summary>LF, and what Unicode counts as one: U+0085, U+2028, U+2029.</summary>
    LineBreak,

    /// <summary>Another control character of C0, C1, or DEL.</summary>
    Control,
}

internal static class LineMarks
{
    /// <summary>The first bytes of all characters that are marks, and of some that are none.</summary>
    public static readonly byte[] FirstBytes =
        [.. Enumerable.Range(0, 0x20).Select(control => (byte)control), 0x7F, 0xC2, 0xE2];

    /// <summary>What valid UTF-8 that begins with one of <see cref="FirstBytes"/>, or in ASCII, begins with.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The bytes of its first character.</param>
    public static LineMark Read(ReadOnlySpan<byte> text, out int length)
    {
        length = text[0] switch { 0xC2 => 2, 0xE2 => 3, _ => 1 };
        return text[0] switch
        {
            (byte)'\r' => LineMark.CarriageReturn,
            (byte)'\n' => LineMark.LineBreak,
            < 0x20 or 0x7F => LineMark.Control,
            0xC2 when text[1] == 0x85 => LineMark.LineBreak,
            0xC2 when text[1] < 0xA0 => LineMark.Control,
            0xE2 when text[1] == 0x80 && text[2] is (0xA8 or 0xA9) => LineMark.LineBreak,
            _ => LineMark.None,
        };
    }
}
