using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ActivityLogForwarder.Core;

/// <summary>
/// Finds the end of a JSON object or array of which nothing else is wanted, checking all of it on the way. Everything
/// it needs fits in registers, which makes it twice as fast as going token by token; and most of a page is skipped.
/// </summary>
internal static class JsonBlock
{
    private const int MaxLevels = 64;

    /// <summary>The place behind the closing bracket; -1 where there are more levels than can be counted here.</summary>
    /// <param name="json">The document.</param>
    /// <param name="position">The opening bracket.</param>
    /// <param name="hasEscapes">Whether any string or name in it holds escapes.</param>
    /// <exception cref="JsonException">It is not well-formed, or ends too early.</exception>
    public static int EndOf(ReadOnlySpan<byte> json, int position, out bool hasEscapes)
    {
        hasEscapes = false;
        // One bit a level, the innermost last: whether it is an object.
        var objects = json[position++] == '{' ? 1UL : 0UL;
        var levels = 1;
        var isEmpty = true;
        while (true)
        {
            var next = Next(json, ref position);
            if (isEmpty ? next is '}' or ']' : next != ',')
            {
                if (next != ((objects & 1) != 0 ? '}' : ']'))
                    throw Malformed(position);
                position++;
                objects >>= 1;
                isEmpty = false;
                if (--levels == 0)
                    return position;
                continue;
            }

            if (!isEmpty)
            {
                position++;
                next = Next(json, ref position);
            }

            if ((objects & 1) != 0)
            {
                if (next != '"')
                    throw Malformed(position);
                position += JsonString.LengthOf(json[(position + 1)..], out var isNameEscaped) + 2;
                hasEscapes |= isNameEscaped;
                if (Next(json, ref position) != ':')
                    throw Malformed(position);
                position++;
                next = Next(json, ref position);
            }

            isEmpty = next is '{' or '[';
            if (next == '"')
            {
                position += JsonString.LengthOf(json[(position + 1)..], out var isEscaped) + 2;
                hasEscapes |= isEscaped;
            }
            else if (!isEmpty)
            {
                position += LengthOfScalar(json[position..], next);
            }
            else
            {
                if (levels++ == MaxLevels)
                    return -1;
                objects = (objects << 1) | (next == '{' ? 1UL : 0UL);
                position++;
            }
        }
    }

    /// <summary>The bytes of the number or word that the text begins with.</summary>
    /// <exception cref="JsonException">It begins with none.</exception>
    public static int LengthOfScalar(ReadOnlySpan<byte> text, int first) => first switch
    {
        't' => LengthOfWord(text, "true"u8),
        'f' => LengthOfWord(text, "false"u8),
        'n' => LengthOfWord(text, "null"u8),
        _ => JsonNumber.LengthOf(text),
    };

    /// <summary>What a value is that is neither a string nor an object or array, by its first byte.</summary>
    public static JsonTokenType TypeOfScalar(int first) => first switch
    {
        't' => JsonTokenType.True,
        'f' => JsonTokenType.False,
        'n' => JsonTokenType.Null,
        _ => JsonTokenType.Number,
    };

    /// <summary>The next byte that is no white space, at <paramref name="position"/>; -1 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next(ReadOnlySpan<byte> json, ref int position) =>
        (uint)position < (uint)json.Length && json[position] > ' ' ? json[position] : NextBehindSpace(json, ref position);

    private static int NextBehindSpace(ReadOnlySpan<byte> json, ref int position)
    {
        for (; position < json.Length; position++)
        {
            if (json[position] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return json[position];
        }

        return -1;
    }

    private static int LengthOfWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.StartsWith(word) ? word.Length : throw new JsonException("Neither a value nor a word.");

    private static JsonException Malformed(int position) => new($"Not well-formed JSON at byte {position}.");
}
