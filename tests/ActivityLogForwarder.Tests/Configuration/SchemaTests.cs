using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Schema;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Tests.Configuration;

public sealed class SchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(ConfigurationSchema.Write(FakeSinkTypes.All, FakeSinkTypes.Formats))!;

    [Fact]
    public void The_same_options_yield_the_same_schema() => Assert.Equal(
        ConfigurationSchema.Write(FakeSinkTypes.All, FakeSinkTypes.Formats), ConfigurationSchema.Write(FakeSinkTypes.All, FakeSinkTypes.Formats));

    [Fact]
    public void Every_key_is_in_the_schema_with_its_description() =>
        AssertDescribed(Schema, ConfigurationDescription.Of(FakeSinkTypes.All, FakeSinkTypes.Formats));

    [Fact]
    public void No_other_keys_are_allowed_anywhere() => Assert.All(
        Objects(Schema).Where(node => node["properties"] is JsonObject && !node.GetPath().EndsWith(".if", StringComparison.Ordinal)),
        node => Assert.True(node["additionalProperties"] is not null || IsSelectedByType(node), node.GetPath()));

    [Fact]
    public void A_sinks_type_selects_its_keys()
    {
        var cases = Schema["properties"]!["sinks"]!["additionalProperties"]!["allOf"]!.AsArray();
        Assert.Equal(["elasticsearch", "file", "http", "stdout"], cases.Select(node => (string)node!["if"]!["properties"]!["type"]!["const"]!));
        Assert.Equal(["type", "path"], cases[1]!["then"]!["required"]!.AsArray().Select(key => (string)key!));
        Assert.Equal("1MB", (string)cases[3]!["then"]!["properties"]!["batch"]!["properties"]!["maxBytes"]!["default"]!);
        Assert.Equal("ecs", (string)cases[0]!["then"]!["properties"]!["format"]!["default"]!);
        Assert.NotNull(cases[0]!["then"]!["properties"]!["apiKeyFile"]);
    }

    [Fact]
    public void Defaults_keep_to_their_own_patterns() => Assert.All(
        Objects(Schema).Where(node => node["pattern"] is not null && node["default"] is not null),
        node => Assert.Matches(new Regex((string)node["pattern"]!, RegexOptions.ECMAScript), (string)node["default"]!));

    [Theory]
    [InlineData("pollInterval", "5s", true)]
    [InlineData("pollInterval", "5", false)]
    [InlineData("maxResponseBytes", "5MiB", true)]
    [InlineData("maxResponseBytes", "5", false)]
    [InlineData("startFrom", "now", true)]
    [InlineData("startFrom", "2026-11-01T00:00:00Z", true)]
    [InlineData("startFrom", "24", false)]
    [InlineData("url", "https://a/b", true)]
    [InlineData("url", "https://u:p@a/b", false)]
    public void Patterns_tell_right_from_wrong(string key, string value, bool expected) => Assert.Equal(
        expected, Regex.IsMatch(value, (string)Schema["properties"]!["source"]!["properties"]![key]!["pattern"]!, RegexOptions.ECMAScript));

    // What may stand in a sink is said by the case of its type.
    private static bool IsSelectedByType(JsonObject node) => node["allOf"]?[0]?["then"]?["additionalProperties"] is not null;

    private static void AssertDescribed(JsonNode schema, OptionGroup group)
    {
        foreach (var (value, variant) in group.Variants?.Groups ?? new Dictionary<string, OptionGroup>())
            AssertDescribed(schema["allOf"]!.AsArray().First(node => (string)node!["if"]!["properties"]!["type"]!["const"]! == value)!["then"]!, variant);
        if (group.Variants is not null)
            return;
        foreach (var option in group.Options)
        {
            var property = schema["properties"]![option.Key];
            Assert.True(property is not null, option.Key);
            if (option.Key == "type")
                continue;
            Assert.StartsWith(option.Description, (string)property["description"]!, StringComparison.Ordinal);
            Assert.Equal(option.Default, property["default"]?.ToString());
            if (option.Kind == OptionKind.Group)
                AssertDescribed(property, option.Group!);
            if (option.Kind == OptionKind.GroupMap)
                AssertDescribed(property["additionalProperties"]!, option.Group!);
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject found => found.SelectMany(member => Objects(member.Value)).Prepend(found),
        JsonArray array => array.SelectMany(Objects),
        _ => [],
    };
}
