using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Schema;

/// <summary>
/// Writes the description of the options as a JSON Schema (draft 2020-12) for editors and other tools. What a file
/// must be to be accepted is said by the reader; the schema is what can be said of it without knowing relations
/// between keys.
/// </summary>
public static class ConfigurationSchema
{
    /// <summary>How schemas are written.</summary>
    internal static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as JSON, indented, with a line break at its end; the same text for the same options.</summary>
    public static string Write(IReadOnlyList<SinkType> sinkTypes, IReadOnlyList<string> formats)
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Configuration of ActivityLogForwarder",
        };
        Describe(schema, ConfigurationDescription.Of(sinkTypes, formats));
        return schema.ToJsonString(Format) + "\n";
    }

    /// <summary>The members that say which keys a group has.</summary>
    internal static void Describe(JsonObject schema, OptionGroup group)
    {
        schema["type"] = "object";
        if (group.Variants is { } variants)
        {
            DescribeVariants(schema, group, variants);
            return;
        }

        var properties = new JsonObject();
        var conditions = new JsonArray();
        foreach (var option in group.Options)
        {
            properties[option.Key] = Property(option);
            if (option.Kind != OptionKind.Secret)
                continue;
            properties[option.FileKey()] = new JsonObject
            {
                ["description"] = $"File that holds it: {option.Description}",
                ["type"] = "string",
                ["minLength"] = 1,
            };
            conditions.Add((JsonNode)new JsonObject { ["not"] = Requiring(option.Key, option.FileKey()) });
            if (option.IsRequired)
                conditions.Add((JsonNode)new JsonObject { ["anyOf"] = new JsonArray(Requiring(option.Key), Requiring(option.FileKey())) });
        }

        schema["properties"] = properties;
        schema["additionalProperties"] = false;
        var required = group.Options.Where(option => option.IsRequired && option.Kind != OptionKind.Secret).Select(option => option.Key).ToArray();
        if (required.Length > 0)
            schema["required"] = Texts(required);
        if (conditions.Count > 0)
            schema["allOf"] = conditions;
    }

    // Each variant lists all its keys: editors understand `additionalProperties` far better than
    // `unevaluatedProperties`.
    private static void DescribeVariants(JsonObject schema, OptionGroup group, OptionVariants variants)
    {
        schema["properties"] = new JsonObject { [variants.Key] = Property(group.Options.First(option => option.Key == variants.Key)) };
        schema["required"] = Texts([variants.Key]);
        var cases = new JsonArray();
        foreach (var (value, variant) in variants.Groups)
        {
            var then = new JsonObject();
            Describe(then, variant);
            ((JsonObject)then["properties"]!)[variants.Key] = new JsonObject { ["const"] = value };
            var condition = Requiring(variants.Key);
            condition["properties"] = new JsonObject { [variants.Key] = new JsonObject { ["const"] = value } };
            cases.Add((JsonNode)new JsonObject { ["if"] = condition, ["then"] = then });
        }

        schema["allOf"] = cases;
    }

    private static JsonObject Property(Option option)
    {
        var property = new JsonObject { ["description"] = option.Description };
        switch (option.Kind)
        {
            case OptionKind.Group:
                Describe(property, option.Group!);

                // An empty section counts as absent.
                if (!option.IsRequired)
                    property["type"] = Texts(["object", "null"]);
                break;
            case OptionKind.GroupMap:
                var entry = new JsonObject();
                Describe(entry, option.Group!);
                property["type"] = "object";
                property["minProperties"] = option.IsRequired ? 1 : 0;
                if (option.Pattern is { } pattern)
                    property["propertyNames"] = new JsonObject { ["pattern"] = Whole(pattern.Expression) };
                property["additionalProperties"] = entry;
                break;
            default:
                ValueSchema.Describe(property, option);
                break;
        }

        return property;
    }

    internal static string Whole(string expression) => $"^(?:{expression})$";

    internal static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static JsonObject Requiring(params string[] keys) => new() { ["required"] = Texts(keys) };
}
