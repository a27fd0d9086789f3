using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch.Setup;

/// <summary>The saved dashboard against the mappings: every field in it is there, and can be asked for what the panel asks.</summary>
public sealed partial class DashboardTests
{
    private static readonly IReadOnlyDictionary<string, JsonObject> Mapped = TemplateFields.Of(ServerProduct.NewestElasticsearch);

    private static List<JsonNode> Objects { get; } =
        [.. System.IO.File.ReadAllLines(Path.Combine(RepositoryFolder.Root, "config", "siem", "elastic", "dashboard.ndjson")).Select(line => JsonNode.Parse(line)!)];

    [Fact]
    public void There_is_a_dashboard_with_panels_on_a_data_view()
    {
        Assert.Equal("logs-ionos.activity-*", Attribute(Assert.Single(Of("index-pattern")), "title"));
        var dashboard = Assert.Single(Of("dashboard"));
        Assert.True(Inner(dashboard["attributes"]!["panelsJSON"]!).AsArray().Count >= 5);
    }

    [Fact]
    public void Every_reference_leads_to_an_object_of_the_file_and_every_object_is_used()
    {
        var names = Objects.Select(Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        var used = Objects.SelectMany(saved => saved["references"]!.AsArray()).Select(Name!).ToHashSet();
        Assert.Equal(names.Order(StringComparer.Ordinal), used.Append(Name(Assert.Single(Of("dashboard")))).Order(StringComparer.Ordinal));
        foreach (var panel in Inner(Assert.Single(Of("dashboard"))["attributes"]!["panelsJSON"]!).AsArray())
            Assert.Contains(panel!["panelRefName"]!.GetValue<string>(), Of("dashboard").Single()["references"]!.AsArray().Select(reference => reference!["name"]!.GetValue<string>()));
    }

    [Fact]
    public void Every_field_it_groups_by_is_mapped_as_one_that_can_be_grouped()
    {
        var fields = Of("visualization").SelectMany(panel => Inner(panel["attributes"]!["visState"]!)["aggs"]!.AsArray())
            .Select(aggregation => aggregation!["params"]!["field"]?.GetValue<string>()).OfType<string>().ToHashSet();
        Assert.True(fields.Count >= 6);
        Assert.All(fields, field => Assert.Contains(Mapped[field]["type"]!.GetValue<string>(), new[] { "keyword", "ip", "date", "long" }));
    }

    [Fact]
    public void Every_column_and_every_field_of_a_query_is_mapped()
    {
        var columns = Of("search").SelectMany(search => search["attributes"]!["columns"]!.AsArray()).Select(column => column!.GetValue<string>());
        var queries = Objects.Select(saved => saved["attributes"]!["kibanaSavedObjectMeta"]?["searchSourceJSON"]).OfType<JsonNode>()
            .Select(source => Inner(source)["query"]!["query"]!.GetValue<string>()).ToList();
        Assert.Contains(queries, query => query.Length > 0);
        var fields = columns.Concat(queries.SelectMany(query => QueryField().Matches(query)).Select(match => match.Groups[1].Value))
            .Append(Attribute(Of("index-pattern").Single(), "timeFieldName"));
        Assert.Empty(fields.Except(Mapped.Keys));
    }

    private static IEnumerable<JsonNode> Of(string type) => Objects.Where(saved => saved["type"]!.GetValue<string>() == type);

    private static string Name(JsonNode? saved) => $"{saved!["type"]} {saved["id"]}";

    private static string Attribute(JsonNode saved, string name) => saved["attributes"]![name]!.GetValue<string>();

    private static JsonNode Inner(JsonNode text) => JsonNode.Parse(text.GetValue<string>())!;

    [GeneratedRegex(@"([\w@.]+) :")]
    private static partial Regex QueryField();
}
