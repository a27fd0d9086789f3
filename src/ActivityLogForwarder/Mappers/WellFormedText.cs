using System.Text;
using System.Text.Unicode;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>
/// JSON that is well-formed may still hold what no receiver can read: bytes that are no UTF-8, and escapes of half a
/// surrogate pair. Both stand in strings only, so replacing them by U+FFFD changes no other token, and all that is
/// copied from the result is fit to be sent.
/// </summary>
internal static class WellFormedText
{
    /// <summary>The same JSON in valid UTF-8. Escapes stay as they are.</summary>
    public static ReadOnlySpan<byte> InValidUtf8(ReadOnlySpan<byte> json, Scratch scratch)
    {
        if (Utf8.IsValid(json))
            return json;
        // A byte that is no UTF-8 becomes the three of U+FFFD.
        var repaired = scratch.Take(checked(3 * json.Length));
        var written = 0;
        while (!json.IsEmpty)
        {
            Rune.DecodeFromUtf8(json, out var rune, out var length);
            written += rune.EncodeToUtf8(repaired[written..]);
            json = json[length..];
        }

        return repaired[..written];
    }

    /// <summary>The same JSON without half surrogate pairs, of the same length.</summary>
    public static ReadOnlySpan<byte> WithoutHalfPairs(ReadOnlySpan<byte> json, Scratch scratch)
    {
        if (json.IndexOf("\\u"u8) < 0)
            return json;
        Span<byte> repaired = default;
        for (var position = 0; ;)
        {
            var next = json[position..].IndexOf((byte)'\\');
            if (next < 0)
                return repaired.IsEmpty ? json : repaired;
            position += next;
            if (json[position + 1] != 'u')
            {
                position += 2;
                continue;
            }

            var rune = JsonEscapes.ReadCodePoint(json[position..], out var length);
            if (rune == Rune.ReplacementChar)
            {
                if (repaired.IsEmpty)
                {
                    repaired = scratch.Take(json.Length);
                    json.CopyTo(repaired);
                }

                "fffd"u8.CopyTo(repaired[(position + 2)..]);
            }

            position += length;
        }
    }
}
