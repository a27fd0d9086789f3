using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Schema;

/// <summary>The members of a JSON Schema that say what a single key holds.</summary>
internal static class ValueSchema
{
    public static void Describe(JsonObject schema, Option option)
    {
        switch (option.Kind)
        {
            case OptionKind.TextList or OptionKind.UrlList:
                DescribeList(schema, option);
                break;
            case OptionKind.TextMap:
                schema["type"] = "object";
                schema["additionalProperties"] = new JsonObject { ["type"] = ConfigurationSchema.Texts(["string", "number", "boolean"]) };
                break;
            case OptionKind.Integer:
                schema["type"] = "integer";
                SetBound(schema, "minimum", option.Min);
                SetBound(schema, "maximum", option.Max);
                break;
            case OptionKind.Boolean:
                schema["type"] = "boolean";
                break;
            default:
                DescribeText(schema, option);
                break;
        }

        if (option.Default is { } value)
            schema["default"] = DefaultOf(option.Kind, value);
    }

    private static void DescribeText(JsonObject schema, Option option)
    {
        // A plain number or date is a text as well, as it was written.
        schema["type"] = option.Kind is OptionKind.Text or OptionKind.Secret && option.Pattern is null
            ? ConfigurationSchema.Texts(["string", "number"])
            : option.MayLackUnit ? ConfigurationSchema.Texts(["string", "integer"])
            : "string";
        var pattern = option.Kind switch
        {
            OptionKind.Duration => Durations.Expression,
            OptionKind.Size when option.MayLackUnit => $"({Sizes.Expression}|[0-9]+)",
            OptionKind.Size => Sizes.Expression,
            OptionKind.StartTime => Times.Expression,
            OptionKind.Url when option.Choices.Count > 0 => $"({string.Join('|', option.Choices.Select(Regex.Escape))})://[^@/?#]+([/?#].*)?",
            OptionKind.Url => "[^:]+://[^@/?#]+([/?#].*)?",
            _ => option.Pattern?.Expression,
        };
        if (option.Kind == OptionKind.Choice)
            schema["enum"] = ConfigurationSchema.Texts(option.Choices);
        else if (pattern is not null)
            schema["pattern"] = ConfigurationSchema.Whole(pattern);
        else
            schema["minLength"] = 1;
        if (option.Min is not null || option.Max is not null)
            schema["description"] = $"{option.Description} {(option.Min is null ? "At most" : $"{option.Min} to")} {option.Max}.";
    }

    private static void DescribeList(JsonObject schema, Option option)
    {
        var item = new JsonObject();
        DescribeText(item, option with
        {
            Kind = option.Kind == OptionKind.UrlList ? OptionKind.Url : option.Choices.Count > 0 ? OptionKind.Choice : OptionKind.Text,
        });

        // Contract numbers may be written without quotes.
        if (option.Kind == OptionKind.TextList && option.Choices.Count == 0)
            item["type"] = ConfigurationSchema.Texts(["string", "integer"]);
        var list = option.InsteadOfList is null ? schema : new JsonObject();
        list["type"] = "array";
        list["items"] = item;
        if (option.InsteadOfList is { } word)
            schema["anyOf"] = new JsonArray(list, new JsonObject { ["const"] = word });
    }

    private static void SetBound(JsonObject schema, string name, string? bound)
    {
        if (bound is not null)
            schema[name] = long.Parse(bound, CultureInfo.InvariantCulture);
    }

    private static JsonNode DefaultOf(OptionKind kind, string value) => kind switch
    {
        OptionKind.Integer => long.Parse(value, CultureInfo.InvariantCulture),
        OptionKind.Boolean => value == "true",
        _ => value,
    };
}
