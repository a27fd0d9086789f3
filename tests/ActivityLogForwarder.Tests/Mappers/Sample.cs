using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Mappers;

/// <summary>Events for tests of mappers.</summary>
internal static class Sample
{
    public static readonly Contract Contract = new("main", "31999999");

    /// <summary>An event as the source would hand it on, its id <c>id-1</c> unless it has an <c>@uuid</c>.</summary>
    public static ActivityEvent Event(string source, string? contract = "31999999") =>
        Event(Encoding.UTF8.GetBytes(source), contract);

    public static ActivityEvent Event(byte[] source, string? contract = "31999999")
    {
        var reader = new JsonScanner(source);
        reader.Read();
        EventReader.TryReadSource(ref reader, source, out var facts);
        var id = facts.Uuid.Length == 0 ? "id-1"u8.ToArray() : facts.Uuid.In(source);
        return new ActivityEvent(
            source, EventId.FromText(id), contract is null ? null : Contract with { Number = contract },
            facts.HasTime ? facts.Time : new DateTime(2016, 9, 23, 12, 0, 0, DateTimeKind.Utc), facts.HasTime);
    }

    public static byte[] Bytes(IMapper mapper, ActivityEvent activity)
    {
        using var output = new Utf8Buffer();
        mapper.Map(activity, output);
        return output.WrittenSpan.ToArray();
    }

    public static string Text(IMapper mapper, string source, string? contract = "31999999") =>
        Encoding.UTF8.GetString(Bytes(mapper, Event(source, contract)));

    public static JsonElement Json(IMapper mapper, string source, string? contract = "31999999")
    {
        using var document = JsonDocument.Parse(
            Bytes(mapper, Event(source, contract)), new JsonDocumentOptions { MaxDepth = int.MaxValue });
        return document.RootElement.Clone();
    }

    /// <summary>The value at a dotted path, as JSON; null where there is none.</summary>
    public static string? At(this JsonElement json, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
                return null;
        }

        return json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText();
    }
}
