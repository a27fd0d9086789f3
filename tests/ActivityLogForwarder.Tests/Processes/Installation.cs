using System.Globalization;
using System.Text.Json;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;
using ActivityLogForwarder.Tests.Sinks.File;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>
/// All that a forwarder needs, on this machine: a folder, the simulated API, an Elasticsearch, and a configuration that
/// reads from the one and writes to a file and to the other.
/// </summary>
internal sealed class Installation : IAsyncDisposable
{
    public const string DataStream = "logs-ionos.activity-default";

    public const string Token = "s3cr3t-token";

    public const string ToFile = "archive: { type: file, path: \"{folder}/events.jsonl\", batch: { maxEvents: {batch} }, retry: { initial: 50ms, max: 500ms } }";

    public const string ToElasticsearch =
        "siem: { type: elasticsearch, urls: [\"{elasticsearch}\"], batch: { maxEvents: {batch} }, retry: { initial: 50ms, max: 500ms } }";

    private readonly TemporaryFolder _folder = new();

    private Installation(ActivityLogSimulator api, ElasticsearchStub elasticsearch)
    {
        Api = api;
        Elasticsearch = elasticsearch;
        Configure();
    }

    public ActivityLogSimulator Api { get; }

    public ElasticsearchStub Elasticsearch { get; }

    public string Folder => _folder.Path;

    /// <summary>The configuration file.</summary>
    public string Config => _folder.File("forwarder.yaml");

    /// <summary>The state's file.</summary>
    public string State => Path.Combine(Folder, "state", "forwarder.db");

    /// <summary>The file sink's file.</summary>
    public string Archive => _folder.File("events.jsonl");

    /// <summary>Every event there is, as <c>contract:id</c>.</summary>
    public IEnumerable<string> Truth => Api.Contracts.SelectMany(contract => Api.Events(contract).Select(logged => $"{contract}:{logged.Id}"));

    /// <summary>What the file holds, record by record, as <c>contract:id</c>; fails where a line is no whole record.</summary>
    public IReadOnlyList<string> Archived => File.Exists(Archive) ? [.. TemporaryFolder.Lines(Archive).Select(Id)] : [];

    /// <summary>The ids of the documents in Elasticsearch, which are <c>contract:id</c>.</summary>
    public IReadOnlyList<string> Indexed => [.. Elasticsearch.Indices.Documents(DataStream).Select(document => document.Id)];

    /// <summary>The past ends so long ago that all of it is read at once.</summary>
    public static async Task<Installation> StartAsync(long events = 300, int contracts = 1, SimulatorOptions? options = null)
    {
        var api = await ActivityLogSimulator.StartAsync((options ?? new SimulatorOptions()) with
        {
            Contracts = SimulatorOptions.MadeUpContracts(contracts),
            Events = events,
            End = options?.End ?? TimeProvider.System.GetUtcNow().AddMinutes(-1),
            Token = Token,
        });
        var elasticsearch = await ElasticsearchStub.StartAsync();
        elasticsearch.Indices.KeepsBodies = false;
        return new Installation(api, elasticsearch);
    }

    /// <summary>Writes the configuration.</summary>
    /// <param name="sinks">The sinks, each on a line.</param>
    /// <param name="account">The account's keys.</param>
    /// <param name="more">Further sections.</param>
    /// <param name="batch">Events in a batch.</param>
    /// <param name="store">The kind of store of the state.</param>
    public void Configure(string? sinks = null, string account = $"token: {Token}", string more = "", int batch = 1000, string store = "sqlite")
    {
        var text = $$"""
            source: { url: "{api}", startFrom: 48h, pollInterval: 200ms, maxPollInterval: 500ms, settle: 1s, requestsPerSecond: 2000 }
            accounts: { main: { {{account}} } }
            state: { store: {{store}}, path: "{state}" }
            {{more}}
            sinks:
              {{(sinks ?? ToFile + "\n" + ToElasticsearch).ReplaceLineEndings("\n  ")}}

            """;
        File.WriteAllText(Config, text
            .Replace("{api}", Api.Url.AbsoluteUri, StringComparison.Ordinal)
            .Replace("{state}", State, StringComparison.Ordinal)
            .Replace("{folder}", Folder, StringComparison.Ordinal)
            .Replace("{elasticsearch}", Elasticsearch.Url.AbsoluteUri, StringComparison.Ordinal)
            .Replace("{batch}", batch.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    /// <summary>Starts a command with this configuration.</summary>
    public ForwarderProcess Start(params string[] command) => ForwarderProcess.Start([.. command, "--config", Config]);

    /// <summary>Starts <c>run</c>; returns once it holds the state and reads.</summary>
    public async Task<ForwarderProcess> StartRunAsync()
    {
        var before = Api.Requests.Total;
        var run = Start("run");
        await Eventually.TrueAsync(() => Api.Requests.Total > before + 3 || run.HasExited);
        return run;
    }

    /// <summary>Starts a command with this configuration under another command.</summary>
    public ForwarderProcess StartUnder(IReadOnlyList<string> under, params string[] command) =>
        ForwarderProcess.Start([.. command, "--config", Config], under: under);

    /// <summary>Starts a command with this configuration and these environment variables.</summary>
    public ForwarderProcess Start(IReadOnlyDictionary<string, string> environment, params string[] command) =>
        ForwarderProcess.Start([.. command, "--config", Config], environment);

    /// <summary>Runs a command with this configuration to its end.</summary>
    public Task<Finished> RunAsync(params string[] command) => ForwarderProcess.RunAsync([.. command, "--config", Config]);

    /// <summary>Runs a command that must end with the given code.</summary>
    public async Task<Finished> RunAsync(int exitCode, params string[] command)
    {
        var finished = await RunAsync(command);
        Assert.True(finished.ExitCode == exitCode, $"{string.Join(' ', command)}: {exitCode} was expected.\n{finished}");
        return finished;
    }

    /// <summary>The lanes of <c>status --json</c>, in the order of contract and sink; none while there is no state.</summary>
    public async Task<JsonElement[]> LanesAsync()
    {
        var finished = await RunAsync("status", "--json");
        if (finished.ExitCode == 3)
            return [];
        using var document = JsonDocument.Parse(finished.Output);
        return [.. document.RootElement.GetProperty("lanes").Clone().EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await Elasticsearch.DisposeAsync();
        _folder.Dispose();
    }

    private static string Id(string line)
    {
        using var record = JsonDocument.Parse(line);
        return $"{record.RootElement.GetProperty("ionos_contract").GetString()}:{record.RootElement.GetProperty("ionos_event_id").GetString()}";
    }
}
