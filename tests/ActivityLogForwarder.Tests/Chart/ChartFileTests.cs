using System.Text.RegularExpressions;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Documents;

namespace ActivityLogForwarder.Tests.Chart;

/// <summary>What stands in the chart and somewhere else as well is the same.</summary>
public sealed partial class ChartFileTests
{
    private const string Chart = "helm/activity-log-forwarder";

    // A chart cannot reach what lies outside its folder, so it has copies.
    private static readonly (string Original, string Copy)[] Copies =
    [
        ("config/prometheus/activity-log-forwarder.rules.yaml", $"{Chart}/files/activity-log-forwarder.rules.yaml"),
        ("config/grafana/activity-log-forwarder.json", $"{Chart}/files/activity-log-forwarder.json"),
    ];

    [Fact]
    public void The_schema_of_the_values_is_what_the_description_yields() => GeneratedFile.Check(ValuesSchema.Path, ValuesSchema.Write());

    [Fact]
    public void Rules_and_dashboard_in_the_chart_are_those_of_the_repository() => Assert.All(Copies.Where(file => Exists(file.Original) || Exists(file.Copy)), file =>
    {
        Directory.CreateDirectory(Path.Combine(RepositoryFolder.Root, Chart, "files"));
        GeneratedFile.Check(file.Copy, Text(file.Original));
    });

    [Fact]
    public void The_chart_is_of_the_programs_version()
    {
        var version = Version().Match(Text("Directory.Build.props")).Groups[1].Value;
        Assert.Contains($"\nversion: {version}\n", Text($"{Chart}/Chart.yaml"), StringComparison.Ordinal);
        Assert.Contains($"\nappVersion: \"{version}\"\n", Text($"{Chart}/Chart.yaml"), StringComparison.Ordinal);
    }

    private static bool Exists(string path) => File.Exists(Path.Combine(RepositoryFolder.Root, path));

    private static string Text(string path) => File.ReadAllText(Path.Combine(RepositoryFolder.Root, path));

    [GeneratedRegex("<Version>([^<]+)</Version>")]
    private static partial Regex Version();
}
