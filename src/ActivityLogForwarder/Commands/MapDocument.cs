using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Commands;

/// <summary>
/// The events in one document: a page, a hit or an event, or an array of these. An object is a page by its
/// <c>hits</c>, a hit by its <c>_source</c> or, without a member of an event, by its <c>_id</c>; else it is an event.
/// </summary>
internal sealed class MapDocument(ReadOnlyMemory<byte> document, EventIdRule ids, Contract? contract, Action<string> warn)
{
    private readonly List<ActivityEvent> _events = [];

    /// <summary>Reads the events.</summary>
    /// <param name="isWhole">Whether the document is well-formed; otherwise what comes before the error is read.</param>
    public List<ActivityEvent> ReadEvents(bool isWhole)
    {
        if (document.IsEmpty)
            return _events;
        var reader = new JsonScanner(document.Span);
        try
        {
            reader.Read();
            ReadValue(ref reader);
        }
        catch (JsonException) when (!isWhole)
        {
            // The caller knows of the error; what was read before it counts.
        }

        return _events;
    }

    private void ReadValue(ref JsonScanner reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader);
            return;
        }

        // Of arrays there is one level: what an array in an array holds is no event.
        if (reader.TokenType != JsonTokenType.StartArray)
            return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadObject(ref reader);
            else
                WarnAndSkip(ref reader, "an item of the array is no object and was left out");
        }
    }

    private void ReadObject(ref JsonScanner reader)
    {
        switch (KindOf(reader))
        {
            case ObjectKind.Page:
                ReadPage(ref reader);
                break;
            case ObjectKind.Hit:
                ReadHit(ref reader);
                break;
            default:
                if (EventReader.TryReadSource(ref reader, document.Span, out var facts))
                    Add(facts, default);
                break;
        }
    }

    private void ReadPage(ref JsonScanner reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isHits = EventReader.Names(ref reader, "hits"u8);
            reader.Read();
            if (isHits && reader.TokenType == JsonTokenType.StartObject)
                ReadHits(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadHits(ref JsonScanner reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isHits = EventReader.Names(ref reader, "hits"u8);
            reader.Read();
            if (!isHits || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    ReadHit(ref reader);
                else
                    WarnAndSkip(ref reader, "a hit is no object and was left out");
            }
        }
    }

    private void ReadHit(ref JsonScanner reader)
    {
        ReadOnlyMemory<byte> id = default;
        SourceFacts? source = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isId = EventReader.Names(ref reader, "_id"u8);
            var isSource = EventReader.Names(ref reader, "_source"u8);
            reader.Read();
            if (isSource)
                source = EventReader.TryReadSource(ref reader, document.Span, out var facts) ? facts : null;
            else if (isId)
                id = EventReader.ReadId(ref reader).In(document);
            else
                reader.Skip();
        }

        if (source is { } found)
            Add(found, id);
        else
            warn("a hit without a _source object was left out");
    }

    private void Add(in SourceFacts facts, ReadOnlyMemory<byte> hitId)
    {
        var source = facts.SourceIn(document);
        var id = ids.Next(facts.Uuid.In(document), hitId, source.Span);
        _events.Add(new ActivityEvent(source, id, contract, facts.HasTime ? facts.Time : DateTime.UnixEpoch, facts.HasTime));
    }

    private void WarnAndSkip(ref JsonScanner reader, string message)
    {
        reader.Skip();
        warn(message);
    }

    /// <summary>Looks ahead, no further than needed; the reader is a copy.</summary>
    private static ObjectKind KindOf(JsonScanner reader)
    {
        var (hasEvent, hasId, hasHits) = (false, false, false);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (EventReader.Names(ref reader, "_source"u8))
                return ObjectKind.Hit;
            var isHits = EventReader.Names(ref reader, "hits"u8);
            hasId |= EventReader.Names(ref reader, "_id"u8);
            hasEvent |= EventReader.Names(ref reader, "@uuid"u8) || EventReader.Names(ref reader, "meta"u8)
                || EventReader.Names(ref reader, "principal"u8) || EventReader.Names(ref reader, "event"u8);
            reader.Read();
            if (isHits && reader.TokenType == JsonTokenType.StartObject)
            {
                hasHits = true;
                if (HoldsHits(ref reader))
                    return ObjectKind.Page;
            }
            else
            {
                reader.Skip();
            }
        }

        return hasEvent ? ObjectKind.Event : hasHits ? ObjectKind.Page : hasId ? ObjectKind.Hit : ObjectKind.Event;
    }

    private static bool HoldsHits(ref JsonScanner reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isHits = EventReader.Names(ref reader, "hits"u8);
            reader.Read();
            if (isHits && reader.TokenType == JsonTokenType.StartArray)
                return true;
            reader.Skip();
        }

        return false;
    }

    private enum ObjectKind
    {
        Event,
        Hit,
        Page,
    }
}
