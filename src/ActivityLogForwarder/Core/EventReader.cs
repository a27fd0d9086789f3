using System.Text.Json;

namespace ActivityLogForwarder.Core;

/// <summary>
/// Finds in one pass what the program itself needs of an event. Of repeated members the last one counts, here and in
/// all mappers, as in most readers of JSON.
/// </summary>
public static class EventReader
{
    /// <summary>How every page is read. The depth of an event is the sender's business.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>
    /// Reads the <c>_source</c> the reader stands on, up to its last token. False when it is no object: then there is
    /// no event, and what is there instead has been skipped.
    /// </summary>
    /// <param name="reader">A reader of the whole <paramref name="page"/>, on the first token of the value.</param>
    /// <param name="page">The bytes that the reader reads, from its first on.</param>
    /// <param name="facts">What was found.</param>
    /// <exception cref="JsonException">The page is not well-formed.</exception>
    public static bool TryReadSource(ref JsonScanner reader, ReadOnlySpan<byte> page, out SourceFacts facts)
    {
        facts = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var start = reader.TokenStartIndex;
        var depth = reader.CurrentDepth;
        UuidText uuid = default;
        DateTime time = default;
        var hasTime = false;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (Names(ref reader, "@uuid"u8))
            {
                reader.Read();
                uuid = ReadId(ref reader);
            }
            else if (Names(ref reader, "meta"u8))
            {
                reader.Read();
                hasTime = TryReadTime(ref reader, out time);
            }
            else
            {
                reader.Skip();
            }
        }

        facts = new SourceFacts(start, reader.BytesConsumed - start, uuid, time, hasTime);
        return true;
    }

    /// <summary>
    /// Whether the reader stands on a member's name and it means the given one. Unlike
    /// <see cref="Utf8JsonReader.ValueTextEquals(ReadOnlySpan{byte})"/> it does not fail on half a surrogate pair.
    /// </summary>
    public static bool Names(ref JsonScanner reader, ReadOnlySpan<byte> name) =>
        reader.TokenType == JsonTokenType.PropertyName && (reader.ValueIsEscaped
            ? JsonEscapes.Means(reader.ValueSpan, name)
            : reader.ValueSpan.SequenceEqual(name));

    /// <summary>Reads the value the reader stands on, if it may serve as an id; anything else is skipped.</summary>
    public static UuidText ReadId(ref JsonScanner reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            reader.Skip();
            return default;
        }

        var text = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            var start = reader.TokenStartIndex + (reader.TokenType == JsonTokenType.String ? 1 : 0);
            return EventId.IsValid(text) ? new UuidText(start, text.Length) : default;
        }

        if (text.Length > 6 * EventId.MaxLength)
            return default;
        Span<byte> meaning = stackalloc byte[6 * EventId.MaxLength];
        meaning = meaning[..JsonEscapes.Unescape(text, meaning)];
        return EventId.IsValid(meaning) ? new UuidText(0, meaning.Length, meaning.ToArray()) : default;
    }

    private static bool TryReadTime(ref JsonScanner reader, out DateTime time)
    {
        time = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var hasTime = false;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (Names(ref reader, "time"u8))
            {
                reader.Read();
                hasTime = reader.TokenType == JsonTokenType.String
                    && (reader.ValueIsEscaped
                        ? TryParseEscaped(reader.ValueSpan, out time)
                        : Rfc3339.TryParse(reader.ValueSpan, out time));
            }

            reader.Skip();
        }

        return hasTime;
    }

    private static bool TryParseEscaped(ReadOnlySpan<byte> text, out DateTime time)
    {
        const int longest = 6 * 40;
        time = default;
        Span<byte> meaning = stackalloc byte[longest];
        return text.Length <= longest && Rfc3339.TryParse(meaning[..JsonEscapes.Unescape(text, meaning)], out time);
    }
}
