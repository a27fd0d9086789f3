using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Source;

/// <summary>One hit of a page.</summary>
/// <param name="Event">
/// The event: its source is empty where the hit has none. Where the hit has no id, its id is made of its content, occurrences not yet
/// told apart.
/// </param>
/// <param name="HasOwnId">Whether the API gave the id.</param>
public readonly record struct Hit(ActivityEvent Event, bool HasOwnId)
{
    public bool IsEvent => !Event.Source.IsEmpty;
}

/// <summary>One page of a contract's log, parsed where it lies in its buffer.</summary>
public sealed class ApiPage : IDisposable
{
    private static readonly ConcurrentBag<PageEvents> Spare = [];

    private readonly Answer _answer;
    private readonly ShapeTree _shapes;
    private PageEvents _events;

    private ApiPage(Answer answer, ShapeTree shapes)
    {
        _answer = answer;
        _shapes = shapes;
        _events = Spare.TryTake(out var spare) ? spare : new PageEvents();
        Hits = SpareLists<Hit>.Take();
    }

    /// <summary>All hits in the order in which the API gave them.</summary>
    public List<Hit> Hits { get; private set; }

    /// <summary>How many hits the API says the window holds; null where it does not say.</summary>
    public long? Total { get; private set; }

    /// <summary>Whether the total is only a lower bound (<c>relation: gte</c>).</summary>
    public bool IsTotalCapped { get; private set; }

    /// <summary>Bytes of the answer.</summary>
    public int Length => _answer.Body.Length;

    /// <summary>The API's clock at this page; null where it does not say.</summary>
    public DateTimeOffset? Date => _answer.Date;

    /// <summary>
    /// Takes the answer over and parses it. False, the answer disposed, where it is no page: not JSON, cut off, or
    /// without an array <c>hits.hits</c>.
    /// </summary>
    /// <param name="answer">The answer.</param>
    /// <param name="shapes">Shapes that events may have.</param>
    /// <param name="page">The page.</param>
    public static bool TryParse(Answer answer, ShapeTree shapes, out ApiPage page)
    {
        page = new ApiPage(answer, shapes);
        try
        {
            if (page.Parse(answer.Body))
                return true;
        }
        catch (JsonException)
        {
            // Cut off, HTML, or nothing at all: no page.
        }

        page.Dispose();
        return false;
    }

    public void Dispose()
    {
        _answer.Dispose();
        var hits = Hits;
        Hits = [];
        SpareLists<Hit>.Return(hits);
        var events = _events;
        _events = new PageEvents();
        events.Clear();
        Spare.Add(events);
    }

    private bool Parse(ReadOnlyMemory<byte> body)
    {
        var reader = new JsonScanner(body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isHits = EventReader.Names(ref reader, "hits"u8);
            reader.Read();
            if (isHits && reader.TokenType == JsonTokenType.StartObject)
                found |= ParseEnvelope(ref reader, body);
            else
                reader.Skip();
        }

        // Sees to it that nothing but white space follows.
        reader.Read();
        return found;
    }

    private bool ParseEnvelope(ref JsonScanner reader, ReadOnlyMemory<byte> body)
    {
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (EventReader.Names(ref reader, "total"u8))
            {
                reader.Read();
                ParseTotal(ref reader);
            }
            else if (EventReader.Names(ref reader, "hits"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartArray)
                {
                    reader.Skip();
                    continue;
                }

                found = true;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    Hits.Add(ParseHit(ref reader, body));
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return found;
    }

    private void ParseTotal(ref JsonScanner reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Total = ReadNumber(ref reader);
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = EventReader.Names(ref reader, "value"u8);
            var isRelation = EventReader.Names(ref reader, "relation"u8);
            reader.Read();
            if (isValue)
                Total = ReadNumber(ref reader);
            else if (isRelation)
                IsTotalCapped = reader.TokenType == JsonTokenType.String && !reader.ValueSpan.SequenceEqual("eq"u8);
            reader.Skip();
        }
    }

    private static long? ReadNumber(ref JsonScanner reader)
    {
        if (reader.TokenType == JsonTokenType.Number
            && Utf8Parser.TryParse(reader.ValueSpan, out long number, out var length) && length == reader.ValueSpan.Length && number >= 0)
            return number;
        if (reader.TokenType == JsonTokenType.String
            && long.TryParse(reader.ValueSpan, System.Globalization.NumberStyles.None, null, out number))
            return number;
        reader.Skip();
        return null;
    }

    private Hit ParseHit(ref JsonScanner reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new Hit(_events.Add(default, default, default, false), false);
        }

        ReadOnlyMemory<byte> hitId = default;
        SourceFacts facts = default;
        var hasSource = false;
        EventShape? shape = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSource = EventReader.Names(ref reader, "_source"u8);
            var isId = !isSource && EventReader.Names(ref reader, "_id"u8);
            reader.Read();
            if (isSource)
                hasSource = TryReadShaped(ref reader, body.Span, out facts, out shape) || EventReader.TryReadSource(ref reader, body.Span, out facts);
            else if (isId && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
                hitId = body.Slice(reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            else
                reader.Skip();
        }

        var ownId = hasSource && facts.Uuid.Length > 0 ? facts.Uuid.In(body) : EventId.IsValid(hitId.Span) ? hitId : default;
        if (!hasSource)
            return new Hit(_events.Add(default, ownId.IsEmpty ? default : EventId.FromText(ownId), default, false), !ownId.IsEmpty);
        var source = facts.SourceIn(body);
        var id = ownId.IsEmpty ? EventId.FromContent(source.Span) : EventId.FromText(ownId);
        return new Hit(
            shape is null || ownId.IsEmpty
                ? _events.Add(source, id, facts.Time, facts.HasTime)
                : _events.Add(source, id, facts.Time, facts.HasTime, shape),
            !ownId.IsEmpty);
    }

    /// <summary>Reads an event whose shape is known; false where it is not: then the reader has not moved.</summary>
    private bool TryReadShaped(ref JsonScanner reader, ReadOnlySpan<byte> body, out SourceFacts facts, out EventShape? shape)
    {
        var slots = _events.NextSlots;
        var start = reader.TokenStartIndex;
        facts = default;
        shape = null;
        if (reader.TokenType != JsonTokenType.StartObject || !_shapes.TryMatch(body[start..], slots, out var matched, out var length))
            return false;
        shape = matched;
        reader.SkipKnown(length);
        var (uuid, time) = (slots[shape.Uuid], slots[shape.Time]);
        var id = uuid.Length <= EventId.MaxLength ? new UuidText(start + uuid.Start, uuid.Length) : default;
        var hasTime = Rfc3339.TryParse(body.Slice(start + time.Start, time.Length), out var utc);
        facts = new SourceFacts(start, length, id, utc, hasTime);
        return true;
    }
}
