using System.Text;
using System.Text.Json.Nodes;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary><c>setup</c>: what it installs, by whose credential, and what it says.</summary>
public sealed class SetupTests
{
    private const string Policy = "/_ilm/policy/logs-ionos.activity-default";
    private const string StatePolicy = "/_plugins/_ism/policies/logs-ionos.activity-default";
    private const string Component = "/_component_template/ionos-activity-ecs";
    private const string Template = "/_index_template/logs-ionos.activity-default";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_installs_lifecycle_mappings_and_index_template_and_again_changes_nothing()
    {
        await using var installation = await Installation.StartAsync();
        var installed = installation.Elasticsearch.Setup.Installed;
        Assert.Equal(
            ["_ilm/policy/logs-ionos.activity-default: done", "_component_template/ionos-activity-ecs: done", "_index_template/logs-ionos.activity-default: done"],
            (await SetUpAsync(installation)).OutputLines);
        Assert.Equal([Component, Policy, Template], installed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("logs-ionos.activity-default", installed[Template]["index_patterns"]![0]!.GetValue<string>());
        Assert.Equal("ionos-activity-ecs", installed[Template]["composed_of"]![0]!.GetValue<string>());
        Assert.NotNull(installed[Template]["data_stream"]);
        Assert.Null(installed[Policy]["policy"]!["phases"]!["delete"]);

        var before = Snapshot(installed);
        Assert.Contains("left as it is", (await SetUpAsync(installation)).OutputLines[0], StringComparison.Ordinal);
        Assert.Equal(before, Snapshot(installed));
    }

    [Fact]
    public async Task A_retention_is_a_value_that_replaces_what_is_there()
    {
        await using var installation = await Installation.StartAsync();
        var installed = installation.Elasticsearch.Setup.Installed;
        await SetUpAsync(installation);
        await SetUpAsync(installation, "--retention", "400d");
        Assert.Equal("400d", installed[Policy]["policy"]!["phases"]!["delete"]!["min_age"]!.GetValue<string>());
        await SetUpAsync(installation);
        Assert.Equal("400d", installed[Policy]["policy"]!["phases"]!["delete"]!["min_age"]!.GetValue<string>());
    }

    [Fact]
    public async Task OpenSearch_gets_its_types_and_a_state_policy()
    {
        await using var installation = await Installation.StartAsync();
        var installed = installation.Elasticsearch.Setup.Installed;
        (installation.Elasticsearch.IsOpenSearch, installation.Elasticsearch.Version) = (true, "2.19.1");
        await SetUpAsync(installation);
        Assert.Equal("flat_object", Unmapped(installed)["type"]!.GetValue<string>());
        Assert.Null(installed[Template]["template"]);
        await SetUpAsync(installation, "--retention", "90d");
        Assert.Equal("90d", installed[StatePolicy]["policy"]!["states"]![0]!["transitions"]![0]!["conditions"]!["min_rollover_age"]!.GetValue<string>());
        Assert.Equal("logs-ionos.activity-default", installed[StatePolicy]["policy"]!["ism_template"]![0]!["index_patterns"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task A_server_without_lifecycle_policies_gets_the_rest()
    {
        await using var installation = await Installation.StartAsync();
        installation.Elasticsearch.Setup.HasLifecycle = false;
        Assert.Contains("has no such policies", (await SetUpAsync(installation)).OutputLines[0], StringComparison.Ordinal);
        Assert.Equal([Component, Template], installation.Elasticsearch.Setup.Installed.Keys.Order(StringComparer.Ordinal));
        Assert.Null(installation.Elasticsearch.Setup.Installed[Template]["template"]);
    }

    [Fact]
    public async Task An_index_pattern_is_covered_without_a_data_stream_and_nothing_rolls_it_over()
    {
        await using var installation = await Installation.StartAsync();
        var installed = installation.Elasticsearch.Setup.Installed;
        installation.Configure("siem: { type: elasticsearch, urls: [\"{elasticsearch}\"], index: \"ionos-{contract}-{yyyy.MM}\" }");
        await SetUpAsync(installation);
        Assert.Equal([Component, "/_index_template/ionos-contract-yyyy.mm"], installed.Keys.Order(StringComparer.Ordinal));
        var template = installed["/_index_template/ionos-contract-yyyy.mm"];
        Assert.Equal("ionos-*-*", template["index_patterns"]![0]!.GetValue<string>());
        Assert.Null(template["data_stream"]);
        await SetUpAsync(installation, "--retention", "60d");
        var phases = installed["/_ilm/policy/ionos-contract-yyyy.mm"]["policy"]!["phases"]!;
        Assert.Empty(phases["hot"]!["actions"]!.AsObject());
        Assert.Equal("60d", phases["delete"]!["min_age"]!.GetValue<string>());
    }

    [Fact]
    public async Task It_has_a_credential_of_its_own()
    {
        await using var installation = await Installation.StartAsync();
        installation.Elasticsearch.Basic = "admin:s3cr3t-admin";
        var password = Path.Combine(installation.Folder, "password");
        await File.WriteAllTextAsync(password, "s3cr3t-admin\n", Token);
        await SetUpAsync(installation, "--user", "admin", "--password-file", password);

        await using var asked = installation.Start("setup", "--sink", "siem", "--user", "admin");
        await asked.Input.WriteAsync(Encoding.UTF8.GetBytes("s3cr3t-admin\n"), Token);
        asked.Input.Close();
        Assert.Equal(0, (await asked.FinishAsync()).ExitCode);

        installation.Elasticsearch.ApiKey = "s3cr3t-key";
        await File.WriteAllTextAsync(password, "s3cr3t-key\n", Token);
        await SetUpAsync(installation, "--api-key-file", password);
        await File.WriteAllTextAsync(password, "s3cr3t-wrong\n", Token);
        var failed = await installation.RunAsync(4, "setup", "--sink", "siem", "--api-key-file", password);
        Assert.Contains("refuses the credential (HTTP 401)", Assert.Single(failed.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_says_of_a_refusal_is_passed_on_without_secrets()
    {
        await using var installation = await Installation.StartAsync();
        installation.Elasticsearch.Setup.Refusal = "no such setting \u001b[2J s3cr3t-own-key";
        installation.Configure("siem: { type: elasticsearch, urls: [\"{elasticsearch}\"], apiKey: s3cr3t-own-key }");
        installation.Elasticsearch.ApiKey = "s3cr3t-own-key";
        var failed = await installation.RunAsync(4, "setup", "--sink", "siem");
        Assert.Contains("refuses PUT _ilm/policy/logs-ionos.activity-default: no such setting \\u001b[2J [redacted]", Assert.Single(failed.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_prints_what_would_be_put_and_puts_nothing()
    {
        await using var installation = await Installation.StartAsync();
        installation.Configure("siem: { type: elasticsearch, urls: [\"{elasticsearch}\"], apiKey: s3cr3t-own-key }");
        installation.Elasticsearch.ApiKey = "s3cr3t-own-key";
        (installation.Elasticsearch.IsOpenSearch, installation.Elasticsearch.Version) = (true, "2.4.1");
        var printed = await installation.RunAsync(0, "setup", "--sink", "siem", "--dry-run");
        Assert.Equal(["_component_template/ionos-activity-ecs", "_index_template/logs-ionos.activity-default", StatePolicy[1..]], Requests(printed).Keys.Order(StringComparer.Ordinal));
        Assert.Equal("object", Unmapped(Requests(printed))["type"]!.GetValue<string>());
        Assert.Equal(["GET /"], installation.Elasticsearch.Log);
        Assert.Empty(printed.Errors);

        await installation.Elasticsearch.DownAsync();
        printed = await installation.RunAsync(0, "setup", "--sink", "siem", "--dry-run", "--user", "admin");
        Assert.Contains("Taken for Elasticsearch", Assert.Single(printed.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("flattened", Unmapped(Requests(printed))["type"]!.GetValue<string>());
        printed = await installation.RunAsync(0, "setup", "--sink", "siem", "--dry-run", "--flavor", "opensearch");
        Assert.Equal("flat_object", Unmapped(Requests(printed))["type"]!.GetValue<string>());
        Assert.Empty(printed.Errors);
    }

    [Theory]
    [InlineData("index: ionos", "--retention", "30d", "would delete all of ionos at once")]
    [InlineData("", "--retention", "23h", "at least 1d")]
    [InlineData("format: raw", "--flavor", "opensearch", "the fields of the format ecs")]
    [InlineData("", "--password-file", "x", "goes with --user")]
    [InlineData("", "--user", "a:b", "cannot hold a colon")]
    [InlineData("", "--api-key-file", "/nowhere/key", "/nowhere")]
    [InlineData("urls: [\"http://es.example.com:9200\"]", "--user", "admin", "allowPlaintext")]
    [InlineData("", "--flavor", "solr", "solr")]
    public async Task What_makes_no_sense_is_refused(string keys, string option, string value, string why)
    {
        await using var installation = await Installation.StartAsync();
        var urls = keys.StartsWith("urls", StringComparison.Ordinal) ? "" : "urls: [\"{elasticsearch}\"], ";
        installation.Configure($"siem: {{ type: elasticsearch, {urls}{keys} }}");
        var refused = await installation.RunAsync(2, "setup", "--sink", "siem", option, value);
        Assert.Contains(why, refused.Errors + refused.Output, StringComparison.Ordinal);
        Assert.Empty(installation.Elasticsearch.Log);
    }

    [Fact]
    public async Task Other_sinks_need_nothing_and_an_unknown_one_is_named()
    {
        await using var installation = await Installation.StartAsync();
        Assert.Equal(["A sink of type file needs nothing to be set up."], (await installation.RunAsync(0, "setup", "--sink", "archive")).OutputLines);
        Assert.Contains("'nobody'", (await installation.RunAsync(2, "setup", "--sink", "nobody")).Errors, StringComparison.Ordinal);
        Assert.Empty(installation.Elasticsearch.Log);
    }

    [Fact]
    public async Task A_running_forwarder_asks_for_nothing_but_bulk()
    {
        await using var installation = await Installation.StartAsync();
        await installation.RunAsync(0, "run", "--once");
        Assert.Equal(300, installation.Indexed.Count);
        Assert.All(installation.Elasticsearch.Log, request => Assert.Equal("POST /_bulk", request));
    }

    private static Task<Finished> SetUpAsync(Installation installation, params string[] options) =>
        installation.RunAsync(0, ["setup", "--sink", "siem", .. options]);

    private static Dictionary<string, JsonNode> Requests(Finished printed) => printed.Output.Split("PUT ", StringSplitOptions.RemoveEmptyEntries)
        .ToDictionary(request => request.Split('\n')[0], request => JsonNode.Parse(request[request.IndexOf('\n', StringComparison.Ordinal)..])!);

    private static JsonNode Unmapped(IReadOnlyDictionary<string, JsonNode> requests) =>
        requests.Single(request => request.Key.EndsWith("ionos-activity-ecs", StringComparison.Ordinal)).Value
            ["template"]!["mappings"]!["properties"]!["ionos"]!["properties"]!["activity"]!["properties"]!["unmapped"]!;

    private static List<string> Snapshot(IEnumerable<KeyValuePair<string, JsonNode>> installed) =>
        [.. installed.Select(pair => pair.Key + pair.Value.ToJsonString()).Order(StringComparer.Ordinal)];
}
