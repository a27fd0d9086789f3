using System.Text.Json.Nodes;

namespace ActivityLogForwarder.Sinks.Elasticsearch.Setup;

/// <summary>
/// Field types where OpenSearch differs: <c>flattened</c> is <c>flat_object</c> from 2.7, <c>match_only_text</c> came
/// with 2.12 and <c>wildcard</c> with 2.15.
/// </summary>
internal static class OpenSearchTypes
{
    private static readonly Version FlatObject = new(2, 7);
    private static readonly Version MatchOnlyText = new(2, 12);
    private static readonly Version Wildcard = new(2, 15);

    /// <summary>Changes the properties of a mapping to what the version knows.</summary>
    public static void Adapt(JsonObject properties, Version version)
    {
        foreach (var field in properties.Select(property => property.Value!.AsObject()))
        {
            if (field["properties"] is JsonObject inner)
                Adapt(inner, version);
            else
                AdaptField(field, version);
        }
    }

    private static void AdaptField(JsonObject field, Version version)
    {
        switch (field["type"]!.GetValue<string>())
        {
            case "flattened" when version >= FlatObject:
                // It has no parameters.
                field.Remove("ignore_above");
                field["type"] = "flat_object";
                break;
            case "flattened":
                field.Remove("ignore_above");
                field["type"] = "object";
                field["enabled"] = false;
                break;
            case "match_only_text" when version < MatchOnlyText:
                field["type"] = "text";
                field["norms"] = false;
                break;
            case "wildcard" when version < Wildcard:
                field["type"] = "keyword";
                break;
        }
    }
}
