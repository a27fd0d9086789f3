using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Sinks.Splunk;

/// <summary>One event as the collector takes it.</summary>
/// <param name="Record">Its <c>event</c>: the text of a string, else the JSON as it came.</param>
/// <param name="Metadata">Its other members, as JSON.</param>
public sealed partial record HecEvent(string Record, IReadOnlyDictionary<string, string> Metadata)
{
    private static readonly string[] Keys = ["time", "host", "source", "sourcetype", "index", "fields", "event"];

    /// <summary>Reads a body: the events up to the first that is wrong, and the code of what is wrong with that one.</summary>
    public static (List<HecEvent> Events, int? Code) Read(ReadOnlySpan<byte> body, IReadOnlyList<string> allowed)
    {
        var events = new List<HecEvent>();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                using var document = JsonDocument.ParseValue(ref reader);
                var (one, code) = Read(document.RootElement, allowed);
                if (code is not null)
                    return (events, code);
                events.Add(one!);
            }
        }
        catch (JsonException)
        {
            return (events, 6);
        }

        return (events, events.Count == 0 ? 5 : null);
    }

    private static (HecEvent? Event, int? Code) Read(JsonElement root, IReadOnlyList<string> allowed)
    {
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Any(member => !Keys.Contains(member.Name)))
            return (null, 6);
        if (!root.TryGetProperty("event", out var content))
            return (null, 12);
        if (content.ValueKind == JsonValueKind.Null || (content.ValueKind == JsonValueKind.String && content.GetString()!.Length == 0))
            return (null, 13);
        if (root.TryGetProperty("time", out var time) && !Time().IsMatch(time.GetRawText()))
            return (null, 6);
        if (root.TryGetProperty("fields", out var fields)
            && (fields.ValueKind != JsonValueKind.Object || fields.EnumerateObject().Any(field => field.Value.ValueKind == JsonValueKind.Object)))
            return (null, 15);
        if (allowed.Count > 0 && root.TryGetProperty("index", out var index) && !allowed.Contains(index.GetString()))
            return (null, 7);
        return (new HecEvent(
            content.ValueKind == JsonValueKind.String ? content.GetString()! : content.GetRawText(),
            root.EnumerateObject().Where(member => member.Name != "event")
                .ToDictionary(member => member.Name, member => member.Value.GetRawText())), null);
    }

    [GeneratedRegex(@"^\d{1,11}(\.\d{1,9})?$")]
    private static partial Regex Time();
}
