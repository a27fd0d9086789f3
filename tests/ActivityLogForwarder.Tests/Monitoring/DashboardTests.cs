using System.Text.Json;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Monitoring;

/// <summary>The dashboard asks only for what a forwarder's <c>/metrics</c> shows, and shows all of it.</summary>
public sealed partial class DashboardTests
{
    // Labels that the scraping adds, and those of histograms.
    private static readonly string[] OtherLabels = ["job", "instance", "le"];

    private static readonly JsonElement Dashboard = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(RepositoryFolder.Root, "config", "grafana", "activity-log-forwarder.json"))).RootElement;

    [Fact]
    public async Task Every_query_parses_and_finds_something_and_every_metric_is_shown()
    {
        var (first, last) = await ScrapesAsync();
        var (code, output) = await Promtool.RunAsync(last.Text, "check", "metrics");
        Assert.True(code == 0, output);

        var queries = Queries().Select(query => query.Expression).ToList();
        await new Timeline(1, first, (2, last)).AssertSomethingAsync(queries.Select(Filled));

        var asked = queries.SelectMany(query => MetricName().Matches(query).Select(match => match.Value)).ToHashSet();
        var shown = Type().Matches(last.Text).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Equal(shown.Order(StringComparer.Ordinal), asked.Select(name => shown.Contains(name) ? name : name.Replace("_bucket", "", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_label_is_one_of_its_metric()
    {
        var (_, last) = await ScrapesAsync();
        var labels = last.Samples.Keys.GroupBy(series => series.Split('{')[0]).ToDictionary(
            group => group.Key, group => group.SelectMany(series => LabelName().Matches(series).Select(match => match.Groups[1].Value)).Concat(OtherLabels).ToHashSet());
        Assert.All(Queries(), query =>
        {
            var known = MetricName().Matches(query.Expression).Select(match => labels[match.Value]).Aggregate((one, other) => [.. one.Union(other)]);
            Assert.Subset(known, LabelName().Matches(query.Expression).Select(match => match.Groups[1].Value).ToHashSet());
            Assert.Subset(known, GroupedBy().Matches(query.Expression).SelectMany(match => match.Groups[1].Value.Split(", ")).ToHashSet());
            Assert.Subset(known, Legend().Matches(query.Legend).Select(match => match.Groups[1].Value).ToHashSet());
        });
        Assert.All(Variables().Where(variable => variable.Query.StartsWith("label_values(", StringComparison.Ordinal)), variable =>
            Assert.Contains(LabelValues().Match(variable.Query).Groups[2].Value, labels[LabelValues().Match(variable.Query).Groups[1].Value]));
    }

    [Fact]
    public void Every_variable_is_there_and_every_panel_uses_the_chosen_source()
    {
        var names = Variables().Select(variable => variable.Name).Append("__rate_interval").ToHashSet();
        Assert.All(Queries(), query => Assert.Subset(names, Variable().Matches(query.Expression).Select(match => match.Groups[1].Value).ToHashSet()));
        var panels = Panels().ToList();
        Assert.All(panels, panel => Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString()));
        Assert.Distinct(panels.Select(panel => panel.GetProperty("id").GetInt32()));
        Assert.All(panels, panel => Assert.NotEmpty(panel.GetProperty("description").GetString()!));
        Assert.All(panels, panel => Assert.True(Place(panel, "x") + Place(panel, "w") <= 24));
        Assert.All(panels, panel => Assert.DoesNotContain(panels, other =>
            !ReferenceEquals(panel.GetRawText(), other.GetRawText()) && panel.GetProperty("id").GetInt32() < other.GetProperty("id").GetInt32() && Overlap(panel, other)));
        Assert.InRange(Dashboard.GetProperty("schemaVersion").GetInt32(), 39, 41);
    }

    private static async Task<(Scrape First, Scrape Last)> ScrapesAsync()
    {
        // All that may be counted: dead letters, a filter, a token that ends, a recheck, a late look.
        await using var monitored = await MonitoredForwarder.StartAsync(options => options with { Token = null, Rate = 20 });
        monitored.Siem.Faults.RefuseOneIn(500);
        monitored.Harness.Account = $"token: {Tokens.ThatEndsIn(TimeSpan.FromDays(90))}";
        monitored.Harness.Completeness = "{ recheckEvery: 1s }";
        monitored.Harness.Sinks["file"] = monitored.Harness.Sinks["file"].Replace("type: file", "type: file, drop: { types: [RequestStatusUpdate] }", StringComparison.Ordinal);
        await monitored.RunAsync();
        await monitored.ScrapeUntilAsync("alf_ledger_missing_events{", _ => true);
        await monitored.ScrapeUntilAsync("alf_dead_letters_total{", value => value > 0);
        var first = await monitored.ScrapeUntilAsync("alf_events_dropped_total{", value => value > 0);
        return (first, await monitored.ScrapeUntilAsync(Delivered, value => value > first.Value(Delivered)));
    }

    private const string Delivered = "alf_events_delivered_total{contract=\"31990001\",sink=\"siem\"";

    private static string Filled(string query) => Variable().Replace(query, match => match.Groups[1].Value == "__rate_interval" ? "5m" : ".*");

    private static IEnumerable<JsonElement> Panels() =>
        Dashboard.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row");

    private static IEnumerable<(string Expression, string Legend)> Queries() => Panels()
        .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
        .Select(target => (target.GetProperty("expr").GetString()!, target.GetProperty("legendFormat").GetString()!));

    private static IEnumerable<(string Name, string Query)> Variables() => Dashboard.GetProperty("templating").GetProperty("list").EnumerateArray()
        .Select(variable => (variable.GetProperty("name").GetString()!, variable.TryGetProperty("definition", out var query) ? query.GetString()! : ""));

    private static int Place(JsonElement panel, string side) => panel.GetProperty("gridPos").GetProperty(side).GetInt32();

    private static bool Overlap(JsonElement one, JsonElement other) =>
        Place(one, "x") < Place(other, "x") + Place(other, "w") && Place(other, "x") < Place(one, "x") + Place(one, "w")
        && Place(one, "y") < Place(other, "y") + Place(other, "h") && Place(other, "y") < Place(one, "y") + Place(one, "h");

    [GeneratedRegex(@"\b(?:alf|process|dotnet)_\w+")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"(\w+)=~?""")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"\b(?:by|on) \(([\w, ]+)\)")]
    private static partial Regex GroupedBy();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Legend();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"label_values\((\w+)(?:\{.*\})?, (\w+)\)")]
    private static partial Regex LabelValues();
}
