using System.Text.Json;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Ecs;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Sinks.Elasticsearch.Setup;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Mappers;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch.Setup;

/// <summary>The mappings against what the ECS mapper writes: neither has a field that the other lacks.</summary>
public sealed class TemplateTests
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = int.MaxValue };

    private static readonly IReadOnlyDictionary<string, JsonObject> Mapped = TemplateFields.Of(ServerProduct.NewestElasticsearch);

    [Fact]
    public void Every_field_of_every_golden_record_is_mapped() =>
        Assert.Empty(Goldens().Except(Mapped.Keys));

    [Fact]
    public void Every_field_that_the_simulators_and_hostile_events_yield_is_mapped()
    {
        var mapper = new EcsMapper(new MapperSettings(true, MapperSettings.DefaultDataStream));
        var names = SimulatedEvents.All.Select(activity => Sample.Bytes(mapper, activity))
            .Append(Sample.Bytes(mapper, Sample.Event(HostileEvents.Whole)))
            .SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(names.Except(Mapped.Keys));
    }

    [Fact]
    public void No_field_is_mapped_that_nothing_yields() =>
        // Only a record that carries the event as it came has it.
        Assert.Equal(["event.original"], Mapped.Keys.Except(Goldens()).Except(Names(Sample.Bytes(
            new EcsMapper(new MapperSettings(false, MapperSettings.DefaultDataStream)), Sample.Event(HostileEvents.Whole)))));

    [Fact]
    public void No_value_is_too_long_or_too_strange_for_its_field() => Assert.All(Mapped, field =>
    {
        var type = field.Value["type"]!.GetValue<string>();
        // Lucene takes terms of 32,766 bytes, and a character may have four.
        var takesAnyLength = type is "match_only_text" or "date"
            || (field.Value["index"] is { } index && !index.GetValue<bool>() && !field.Value["doc_values"]!.GetValue<bool>())
            || (field.Value["ignore_above"]?.GetValue<int>() is { } limit && limit <= 8191);
        var takesAnyText = field.Value["ignore_malformed"]?.GetValue<bool>() == true;
        Assert.True(type is "ip" or "long" ? takesAnyText : takesAnyLength, $"{field.Key} may refuse a record");
    });

    [Fact]
    public void What_is_unknown_is_a_keyword_whatever_it_looks_like()
    {
        var mappings = TemplateFields.Mappings(ServerProduct.NewestElasticsearch);
        Assert.False(mappings["date_detection"]!.GetValue<bool>());
        var rules = mappings["dynamic_templates"]!.AsArray().Select(rule => rule!.AsObject().Single().Value!).ToList();
        Assert.Equal(["boolean", "double", "long", "string"], rules.Select(rule => rule["match_mapping_type"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.All(rules, rule => Assert.Equal(("keyword", 1024), (rule["mapping"]!["type"]!.GetValue<string>(), rule["mapping"]!["ignore_above"]!.GetValue<int>())));
    }

    [Theory]
    [InlineData("2.4", "object", "text", "keyword")]
    [InlineData("2.6", "object", "text", "keyword")]
    [InlineData("2.7", "flat_object", "text", "keyword")]
    [InlineData("2.12", "flat_object", "match_only_text", "keyword")]
    [InlineData("2.15", "flat_object", "match_only_text", "wildcard")]
    [InlineData("3.3", "flat_object", "match_only_text", "wildcard")]
    public void OpenSearch_gets_the_types_that_its_version_knows(string version, string unmapped, string message, string url)
    {
        var fields = TemplateFields.Of(new ServerProduct(true, Version.Parse(version)));
        Assert.Equal(Mapped.Keys, fields.Keys);
        Assert.Equal(unmapped, fields["ionos.activity.unmapped"]["type"]!.GetValue<string>());
        Assert.Equal(unmapped == "object", fields["ionos.activity.unmapped"]["enabled"] is { } enabled && !enabled.GetValue<bool>());
        Assert.Equal(message, fields["message"]["type"]!.GetValue<string>());
        Assert.Equal(url, fields["url.original"]["type"]!.GetValue<string>());
        Assert.DoesNotContain("flattened", fields.Values.Select(field => field["type"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("component-template.json", "_component_template/ionos-activity-ecs")]
    [InlineData("index-template.json", "_index_template/logs-ionos.activity-default")]
    [InlineData("ilm-policy.json", "_ilm/policy/logs-ionos.activity-default")]
    [InlineData("ism-policy.json", "_plugins/_ism/policies/logs-ionos.activity-default")]
    public void What_is_installed_by_default_is_the_file_in_the_repository(string file, string path)
    {
        var product = path.StartsWith("_plugins", StringComparison.Ordinal) ? ServerProduct.NewestOpenSearch : ServerProduct.NewestElasticsearch;
        var plan = SetupPlan.For(new ElasticsearchOptions { Urls = [new Uri("https://es.example.com")] }, null);
        var inRepository = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(RepositoryFolder.Root, "config", "siem", "elastic", file)));
        Assert.True(JsonNode.DeepEquals(inRepository, plan.Requests(product).Single(request => request.Path == path).Body));
    }

    private static HashSet<string> Goldens() =>
        [.. Golden.Cases.SelectMany(name => System.IO.File.ReadLines(Golden.ExpectedOf(name, "ecs"))).SelectMany(line => Names(System.Text.Encoding.UTF8.GetBytes(line)))];

    private static List<string> Names(byte[] record)
    {
        using var document = JsonDocument.Parse(record, Deep);
        return [.. TemplateFields.Names(document.RootElement, Mapped)];
    }
}
