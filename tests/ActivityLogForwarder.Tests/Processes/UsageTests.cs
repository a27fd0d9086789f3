using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Tests.Configuration;
using YamlDotNet.RepresentationModel;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>What is wrong with the command line or the configuration ends with exit code 2, help does not.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("forward")]
    [InlineData("run")]
    [InlineData("run --config")]
    [InlineData("run --config x --twice")]
    [InlineData("run --config x --deadline 5m")]
    [InlineData("run --config x --once --deadline 5")]
    [InlineData("run --config /nowhere/forwarder.yaml --once")]
    [InlineData("status --config /nowhere/forwarder.yaml")]
    [InlineData("map")]
    [InlineData("map --to xml")]
    [InlineData("map --to raw /nowhere/page.json")]
    [InlineData("demo --port 99999")]
    [InlineData("demo --port")]
    [InlineData("demo --port 1 --port 2")]
    [InlineData("demo --rate none")]
    [InlineData("demo --rate 0")]
    [InlineData("demo --rate NaN")]
    [InlineData("simulate --faults all")]
    [InlineData("simulate --events -1 --port 0")]
    [InlineData("simulate --contracts 0 --port 0")]
    [InlineData("simulate --seed x --port 0")]
    [InlineData("simulate --end tomorrow --port 0")]
    [InlineData("run --config x --once --deadline")]
    [InlineData("run --config x --once maybe")]
    [InlineData("dead-letters")]
    [InlineData("dead-letters show --config x")]
    [InlineData("healthcheck --url here")]
    [InlineData("healthcheck --url ftp://127.0.0.1/")]
    public async Task A_wrong_command_line_is_explained_on_standard_error(string line)
    {
        var finished = await ForwarderProcess.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(finished.ExitCode == 2, finished.ToString());
        Assert.Empty(finished.Output);
        Assert.NotEmpty(finished.Errors);
    }

    [Theory]
    [InlineData("--help", "Usage:")]
    [InlineData("run --help", "--deadline")]
    [InlineData("dead-letters show --help", "--config")]
    [InlineData("simulate --faults help", "403-contract")]
    public async Task Help_is_no_error(string line, string expected)
    {
        var finished = await ForwarderProcess.RunAsync(line.Split(' '));
        Assert.Equal((0, ""), (finished.ExitCode, finished.Errors));
        Assert.Contains(expected, finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        var finished = await ForwarderProcess.RunAsync("--version");
        Assert.Equal((0, ""), (finished.ExitCode, finished.Errors));
        Assert.Matches(@"^\d+\.\d+\.\d+", Assert.Single(finished.OutputLines));
    }

    [Fact]
    public async Task Every_broken_configuration_is_refused_with_path_and_line()
    {
        var wrong = new System.Collections.Concurrent.ConcurrentBag<string>();
        var cases = Directory.GetDirectories(RepositoryFolder.TestCases).Where(HasErrors).ToList();
        Assert.True(cases.Count >= 25);
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (folder, _) =>
        {
            var file = Path.Combine(folder, "forwarder.yaml");
            var variables = Path.Combine(folder, "environment");
            await using var process = ForwarderProcess.Start(
                ["validate", "--config", file],
                File.Exists(variables) ? File.ReadLines(variables).Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]) : null);
            var finished = await process.FinishAsync();
            var errors = finished.ErrorLines.Where(line => !line.StartsWith("warning: ", StringComparison.Ordinal)).ToList();
            if (finished.ExitCode != 2 || finished.Output.Length > 0 || errors.Count == 0
                || !errors.TrueForAll(line => line.StartsWith(file + ":", StringComparison.Ordinal) || line.StartsWith("ALF_", StringComparison.OrdinalIgnoreCase)))
                wrong.Add($"{Path.GetFileName(folder)}: {finished}");
        });
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("run", "--once")]
    [InlineData("status", "--json")]
    [InlineData("contracts")]
    [InlineData("dead-letters", "list")]
    public async Task Every_command_refuses_a_broken_configuration(params string[] command)
    {
        var file = Path.Combine(RepositoryFolder.TestCases, "unknown-keys", "forwarder.yaml");
        var finished = await ForwarderProcess.RunAsync([.. command, "--config", file]);
        Assert.Equal((2, ""), (finished.ExitCode, finished.Output));
        Assert.Contains("source.pollinterval: is not a known key; did you mean 'pollInterval'?", finished.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Native_code_refuses_the_log_target_that_would_lose_every_line_there()
    {
        Assert.SkipWhen(ProgramStart.Published is null, "It is about native code, which ALF_PROGRAM names.");
        var finished = await ForwarderProcess.RunAsync("validate", "--config", Path.Combine(RepositoryFolder.TestCases, "optional-adapters", "forwarder.yaml"));
        Assert.Equal(2, finished.ExitCode);
        Assert.Single(finished.ErrorLines, line => line.EndsWith(
            "log.elasticsearch: this build has no Elasticsearch target for its own log; build with -p:OptionalAdapters=true and without -p:PublishAot=true, or remove the section",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start()
    {
        await using var installation = await Installation.StartAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        installation.Configure(more: $"http: {{ listen: \"{taken.LocalEndpoint}\" }}");
        var finished = await installation.RunAsync(2, "run");
        Assert.Contains("is in use by another program", Assert.Single(finished.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(installation.Archived);
    }

    [Fact]
    public async Task The_environment_overrides_the_file_and_a_valid_configuration_says_so()
    {
        await using var installation = await Installation.StartAsync();
        var finished = await installation.RunAsync(0, "validate");
        Assert.Equal("The configuration is valid.", Assert.Single(finished.OutputLines));
        Assert.Empty(finished.Errors);

        await using var process = ForwarderProcess.Start(
            ["validate", "--config", installation.Config], new Dictionary<string, string> { ["ALF_SOURCE__SETTLE"] = "5" });
        finished = await process.FinishAsync();
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("source.settle", Assert.Single(finished.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_knows_every_key_of_the_smallest_configuration()
    {
        var finished = await ForwarderProcess.RunAsync("schema");
        Assert.Equal((0, ""), (finished.ExitCode, finished.Errors));
        var yaml = new YamlStream();
        using var text = File.OpenText(Path.Combine(RepositoryFolder.Root, "config", "minimal.yaml"));
        yaml.Load(text);
        AssertKnown(JsonNode.Parse(finished.Output)!, (YamlMappingNode)yaml.Documents[0].RootNode);
    }

    private static bool HasErrors(string folder) =>
        File.ReadLines(RepositoryFolder.Expected(folder)).Any(line => !line.StartsWith("warning: ", StringComparison.Ordinal));

    private static void AssertKnown(JsonNode schema, YamlMappingNode mapping)
    {
        foreach (var (key, value) in mapping.Children)
        {
            var name = ((YamlScalarNode)key).Value!;
            var known = Variants(schema).Select(variant => variant["properties"]?[name]).FirstOrDefault(node => node is not null)
                ?? schema["additionalProperties"] as JsonObject;
            Assert.True(known is not null, $"The schema has no '{name}'.");
            if (value is YamlMappingNode inner)
                AssertKnown(known, inner);
        }
    }

    private static IEnumerable<JsonNode> Variants(JsonNode schema) =>
        [schema, .. schema["allOf"]?.AsArray().Select(part => part!["then"] ?? part).OfType<JsonNode>() ?? []];
}
