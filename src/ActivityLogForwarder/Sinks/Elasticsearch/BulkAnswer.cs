using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>
/// The answer to a <c>_bulk</c> request. Its items stand in the order of the request and are matched by position;
/// every one is judged by its own status, whatever <c>errors</c> says.
/// </summary>
public static class BulkAnswer
{
    /// <summary>What is asked for of the answer. The status stands in every item, so that no item falls out of the list.</summary>
    public const string FilterPath = "errors,items.*.status,items.*.error.type,items.*.failure_store";

    /// <summary>Bytes an answer may have: also one that ignores <see cref="FilterPath"/> and explains each error at length.</summary>
    public static int Limit(int items) => (int)Math.Min(1L << 30, (1L << 20) + (items * 8192L));

    /// <summary>
    /// Judges every event that was sent, or none: false when the answer is not JSON, cut off, or has other than one
    /// item per event, so that it cannot be known which item means which event.
    /// </summary>
    public static bool TryJudge(ReadOnlySpan<byte> answer, Batch batch, int sent)
    {
        try
        {
            if (IsAllCreated(answer, batch, sent) || TryRead(answer, batch, sent))
                return true;
        }
        catch (JsonException)
        {
            // Not JSON or cut off: what was judged up to there is taken back below.
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair, which the reader only finds when it compares it: the same.
        }

        var results = batch.Results.Span;
        for (var i = 0; i < results.Length; i++)
            results[i] = batch.Items.Span[i].IsOneLine ? default : BulkBody.NotOneLine;
        return false;
    }

    /// <summary>The answer when everything was created, as servers write it: nearly every answer, compared and not read.</summary>
    private static bool IsAllCreated(ReadOnlySpan<byte> answer, Batch batch, int sent)
    {
        var before = """{"errors":false,"items":["""u8;
        var item = """{"create":{"status":201}}"""u8;
        var after = "]}"u8;
        if (sent != batch.Count || answer.Length != before.Length + (sent * (item.Length + 1)) - 1 + after.Length
            || !answer.StartsWith(before) || !answer.EndsWith(after))
            return false;
        for (var rest = answer[before.Length..^after.Length]; ; rest = rest[(item.Length + 1)..])
        {
            if (!rest.StartsWith(item))
                return false;
            if (rest.Length == item.Length)
                break;
            if (rest[item.Length] != ',')
                return false;
        }

        batch.Results.Span.Fill(WriteResult.Accepted);
        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> answer, Batch batch, int sent)
    {
        var reader = new Utf8JsonReader(answer);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        var judged = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isItems = reader.ValueTextEquals("items"u8);
            reader.Read();
            if (!isItems)
                reader.Skip();
            else if (judged >= 0 || reader.TokenType != JsonTokenType.StartArray || (judged = ReadItems(ref reader, batch, sent)) < 0)
                return false;
        }

        // Reading past the end throws when anything follows.
        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && judged == sent;
    }

    // The number of items read; -1 when one has no status or there is one too many.
    private static int ReadItems(ref Utf8JsonReader reader, Batch batch, int sent)
    {
        var items = batch.Items.Span;
        var results = batch.Results.Span;
        var judged = 0;
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++, judged++)
        {
            if (judged == sent || !BulkItem.TryRead(ref reader, out var item))
                return -1;
            while (!items[i].IsOneLine)
                i++;
            results[i] = item.Judge(isAlone: sent == 1);
        }

        return judged;
    }
}
