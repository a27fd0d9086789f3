using System.Text.RegularExpressions;
using ActivityLogForwarder.Tests.Processes;
using ActivityLogForwarder.Tests.Sinks.File;

namespace ActivityLogForwarder.IntegrationTests.Chart;

/// <summary>What the chart becomes.</summary>
public sealed partial class TemplateTests
{
    public static TheoryData<string> All => Cases.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Lint_finds_nothing(string name)
    {
        var run = await Helm.RunAsync("lint", "--strict", Helm.Chart, "--values", Cases.Values(name));
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.DoesNotContain("[WARNING]", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_chart_becomes_what_is_expected(string name)
    {
        var rendered = await Helm.TemplateAsync(Cases.Values(name));
        var file = Cases.Expected(name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            await File.WriteAllTextAsync(file, rendered.Text);
        Assert.True(File.Exists(file), $"{file} is missing: run the tests once with UPDATE_GOLDEN=1 and read it.");
        Assert.Equal(await File.ReadAllTextAsync(file), rendered.Text);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_rendered_configuration_is_valid(string name)
    {
        using var folder = new TemporaryFolder();
        var configuration = (await Helm.TemplateAsync(Cases.Values(name))).Configuration;
        foreach (var secret in SecretFile().Matches(configuration).Select(match => folder.Path + match.Groups[1].Value))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(secret)!);
            await File.WriteAllTextAsync(secret, "X-Key: secret");
        }

        var file = folder.File("config.yaml");
        await File.WriteAllTextAsync(file, configuration.Replace("/run/secrets", folder.Path, StringComparison.Ordinal));
        var run = await ProgramRun.OfAsync(ProgramStart.Info(["validate", "--config", file]));
        Assert.True(run.ExitCode == 0, $"{configuration}\n{run.Errors}");
    }

    [Theory]
    [InlineData("1.33", "", "ReadWriteOncePod")]
    [InlineData("1.29", "", "ReadWriteOncePod")]
    [InlineData("1.28", "", "ReadWriteOnce")]
    [InlineData("1.33", "ReadWriteOnce", "ReadWriteOnce")]
    public async Task The_claim_is_for_one_pod_where_the_cluster_knows_that(string version, string wanted, string expected)
    {
        var rendered = await Helm.TemplateAsync(Cases.Values("defaults"), "--kube-version", version, "--set", $"persistence.accessMode={wanted}");
        Assert.Equal(expected, rendered.Value("PersistentVolumeClaim", "spec", "accessModes", "0"));
        Assert.Equal("keep", rendered.Value("PersistentVolumeClaim", "metadata", "annotations", "helm.sh/resource-policy"));
    }

    [Fact]
    public async Task A_changed_configuration_replaces_the_pod_and_a_changed_label_elsewhere_does_not()
    {
        async Task<string> SumAsync(params string[] more) => (await Helm.TemplateAsync(Cases.Values("defaults"), more))
            .Value("StatefulSet", "spec", "template", "metadata", "annotations", "checksum/config");

        var sum = await SumAsync();
        Assert.NotEmpty(sum);
        Assert.Equal(sum, await SumAsync("--set", "annotations.a=b"));
        Assert.NotEqual(sum, await SumAsync("--set", "config.log.level=debug"));
    }

    [Fact]
    public async Task Rules_and_dashboard_reach_the_cluster_as_they_are()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Helm.Chart, "files")), "The repository has no rules and no dashboard yet.");
        string Text(string file) => File.ReadAllText(Path.Combine(Helm.Chart, "files", file));

        var rendered = await Helm.TemplateAsync(Cases.Values("defaults"), "--set", "prometheusRule.enabled=true,dashboard.enabled=true", "--show-only", "templates/dashboard.yaml");
        Assert.Equal(Text("activity-log-forwarder.json").TrimEnd(), rendered.Value("ConfigMap", "data", "activity-log-forwarder.json").TrimEnd());
        Assert.Equal("1", rendered.Value("ConfigMap", "metadata", "labels", "grafana_dashboard"));
        rendered = await Helm.TemplateAsync(Cases.Values("defaults"), "--set", "prometheusRule.enabled=true", "--show-only", "templates/prometheusrule.yaml");
        var rules = new Manifests(Text("activity-log-forwarder.rules.yaml") + "\nkind: rules\n");
        Assert.Equal(Manifests.At(rules.The("rules"), "groups"), Manifests.At(rendered.The("PrometheusRule"), "spec", "groups"));
    }

    [GeneratedRegex("/run/secrets(/[a-z./-]+)")]
    private static partial Regex SecretFile();
}
