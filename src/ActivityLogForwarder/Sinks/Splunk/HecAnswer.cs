using System.Text.Json;

namespace ActivityLogForwarder.Sinks.Splunk;

/// <summary>What the collector says of a request.</summary>
/// <param name="Code">Its code; -1 where there is none, as when something else than Splunk answers.</param>
/// <param name="InvalidEvent">The event that is wrong, counted from 0 in the request; null: none is named.</param>
/// <param name="AckId">By which the acknowledgement is asked for; null: the token has none.</param>
internal readonly record struct HecAnswer(int Code, int? InvalidEvent = null, long? AckId = null)
{
    /// <summary>Reads an answer; whatever cannot be understood counts as absent.</summary>
    public static HecAnswer Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return new(-1);
            return new(
                Number(root, "code") is >= 0 and <= 999 and var code ? (int)code : -1,
                Number(root, "invalid-event-number") is >= 0 and <= int.MaxValue and var invalid ? (int)invalid : null,
                Number(root, "ackId"));
        }
        catch (JsonException)
        {
            return new(-1);
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair, which is only found when it is compared.
            return new(-1);
        }
    }

    /// <summary>Whether an answer to <c>/services/collector/ack</c> says that the request was indexed.</summary>
    public static bool IsAcknowledged(ReadOnlyMemory<byte> body, string ackId)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("acks", out var acks) && acks.ValueKind == JsonValueKind.Object
                && acks.TryGetProperty(ackId, out var isIndexed) && isIndexed.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // As above.
            return false;
        }
    }

    private static long? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
