using System.Text.Json;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Sinks.Elasticsearch.Setup;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch.Setup;

/// <summary>The fields of the component template, and those of documents.</summary>
internal static class TemplateFields
{
    /// <summary>Every mapped field by its dotted name, with its mapping.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Of(ServerProduct product) => Of(Mappings(product)["properties"]!.AsObject());

    /// <summary>The mappings that a server gets.</summary>
    public static JsonObject Mappings(ServerProduct product) =>
        new SetupPlan(MapperSettings.DefaultDataStream, true, null)
            .Requests(product)
            .Single(request => request.Path == "_component_template/" + SetupPlan.ComponentName)
            .Body["template"]!["mappings"]!.AsObject();

    /// <summary>The names of the fields in a document; a field that is mapped as an object by itself is one.</summary>
    public static IEnumerable<string> Names(JsonElement document, IReadOnlyDictionary<string, JsonObject> mapped, string path = "") =>
        path.Length > 0 && mapped.ContainsKey(path) ? [path]
        : document.ValueKind switch
        {
            JsonValueKind.Object => document.EnumerateObject().SelectMany(member => Names(member.Value, mapped, path.Length == 0 ? member.Name : $"{path}.{member.Name}")),
            JsonValueKind.Array => document.EnumerateArray().SelectMany(item => Names(item, mapped, path)),
            _ => [path],
        };

    private static Dictionary<string, JsonObject> Of(JsonObject properties) => properties
        .SelectMany(property => property.Value!["properties"] is JsonObject inner
            ? Of(inner).Select(field => KeyValuePair.Create($"{property.Key}.{field.Key}", field.Value))
            : [KeyValuePair.Create(property.Key, property.Value.AsObject())])
        .ToDictionary(StringComparer.Ordinal);
}
