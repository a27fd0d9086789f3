using System.Text.Json.Nodes;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Schema;
using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Chart;

/// <summary>
/// The schema of the chart's values: those of its own, with the description of the configuration under <c>config</c>, as
/// far as a ConfigMap in a cluster may hold it. Draft 7, which every Helm understands.
/// </summary>
internal static class ValuesSchema
{
    private const string Folder = "helm/activity-log-forwarder";

    public const string Path = $"{Folder}/values.schema.json";

    public static string Write()
    {
        var own = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(RepositoryFolder.Root, Folder, "values.own.schema.json")))!.AsObject();
        own["properties"]!["config"] = Config();
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Values of the chart activity-log-forwarder",
        };
        foreach (var (name, member) in own.ToList())
        {
            own.Remove(name);
            schema[name] = member;
        }

        return schema.ToJsonString(ConfigurationSchema.Format) + "\n";
    }

    private static JsonObject Config()
    {
        var config = new JsonObject { ["description"] = "The forwarder's configuration file." };
        ConfigurationSchema.Describe(config, WithoutSecrets(ConfigurationDescription.Of(Slices.Sinks, Slices.Formats)));
        TakeNoNumberForText(config);

        // The templates put a default in the place of these; for the other two the chart has only one right value.
        config["required"] = new JsonArray("http", "state");
        var keys = config["properties"]!;
        keys["accounts"]!["minProperties"] = 0;
        keys["sinks"]!["minProperties"] = 0;
        keys["http"]!["type"] = "object";
        keys["http"]!["required"] = new JsonArray("listen");
        keys["http"]!["properties"]!["listen"] = new JsonObject
        {
            ["description"] = "What probes, Service and metrics ask.",
            ["const"] = "*:8080",
        };
        keys["state"]!["type"] = "object";
        keys["state"]!["required"] = new JsonArray("path");
        keys["state"]!["properties"]!["path"] = new JsonObject
        {
            ["description"] = "On the volume, in a folder of its own.",
            ["type"] = "string",
            ["pattern"] = "^/data/[^/]+/.",
        };
        return config;
    }

    // A ConfigMap is no place for secrets: of the twins only the one that names a file is left.
    private static OptionGroup WithoutSecrets(OptionGroup group) => group with
    {
        Options = [.. group.Options.Select(WithoutSecrets)],
        Variants = group.Variants is { } variants
            ? variants with { Groups = variants.Groups.ToDictionary(pair => pair.Key, pair => WithoutSecrets(pair.Value)) }
            : null,
    };

    private static Option WithoutSecrets(Option option) => option.Kind == OptionKind.Secret
        ? new(option.Key + "File", OptionKind.Path, $"File below /run/secrets that holds it: {option.Description}") { IsRequired = option.IsRequired }
        : option with { Group = option.Group is { } group ? WithoutSecrets(group) : null };

    // Helm reads numbers as floating point: 1.10 becomes 1.1, and a contract of 20 digits another one.
    private static void TakeNoNumberForText(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject schema:
                if (schema["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "string") && types.Count == 2 && schema["pattern"] is null)
                    schema["type"] = "string";
                if (schema["items"] is JsonObject { } items && items["type"] is JsonArray)
                    items["type"] = "string";
                foreach (var (_, member) in schema.ToList())
                    TakeNoNumberForText(member);
                break;
            case JsonArray members:
                foreach (var member in members)
                    TakeNoNumberForText(member);
                break;
        }
    }
}
