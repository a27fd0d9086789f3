using System.Text.Json;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Simulator;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.EndToEnd;

/// <summary>The simulator, a folder, and forwarders put together from a configuration as the program does.</summary>
public sealed class ForwarderHarness : IAsyncDisposable
{
    public const string Token = "harness-token";

    private readonly DateTimeOffset _end;

    private ForwarderHarness(ActivityLogSimulator simulator, DateTimeOffset end)
    {
        Simulator = simulator;
        _end = end;
    }

    public ActivityLogSimulator Simulator { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("alf-test-").FullName;

    /// <summary>Keys of <c>source</c> beside the usual ones, each on a line of its own.</summary>
    public Dictionary<string, string> Source { get; } = new()
    {
        ["requestsPerSecond"] = "5000",
        ["maxConcurrentRequests"] = "8",
        ["settle"] = "1s",
        ["startFrom"] = "30h",
        ["overlap"] = "30h",
        ["pollInterval"] = "200ms",
        ["maxPollInterval"] = "1s",
        ["timeout"] = "5s",
    };

    /// <summary>The sinks, by name, as YAML in one line.</summary>
    public Dictionary<string, string> Sinks { get; } = [];

    public string EventsFile => Path.Combine(Folder, "events.ndjson");

    /// <summary>Starts a simulator whose past ends half a minute ago, so that all of it can be read at once.</summary>
    public static async Task<ForwarderHarness> StartAsync(Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        var options = new SimulatorOptions
        {
            Contracts = SimulatorOptions.MadeUpContracts(2),
            Events = 12_000,
            End = DateTimeOffset.UtcNow.AddSeconds(-30),
            Token = Token,
        };
        var harness = new ForwarderHarness(await ActivityLogSimulator.StartAsync(change?.Invoke(options) ?? options), options.End!.Value);
        harness.Sinks["file"] = $"{{ type: file, path: \"{harness.EventsFile}\", fsync: false }}";
        return harness;
    }

    public Forwarder Create()
    {
        var lines = new List<string>
        {
            "source:",
            $"  url: {Simulator.Url}",
        };
        lines.AddRange(Source.Select(key => $"  {key.Key}: {key.Value}"));
        lines.Add($"accounts: {{ main: {{ token: {Token} }} }}");
        lines.Add($"state: {{ path: \"{Folder}/state.db\" }}");
        lines.Add("sinks:");
        lines.AddRange(Sinks.Select(sink => $"  {sink.Key}: {sink.Value}"));
        var path = Path.Combine(Folder, "forwarder.yaml");
        File.WriteAllLines(path, lines);
        var read = ConfigurationFile.Read(path, new Dictionary<string, string>(), Slices.Sinks, Slices.Formats, TimeProvider.System);
        Assert.Empty(read.Errors);
        return new Forwarder(read.Options!, NullLoggerFactory.Instance, TimeProvider.System);
    }

    /// <summary>Brings everything up to now, as <c>run --once</c>; what could not be delivered or read.</summary>
    public async Task<IReadOnlyList<string>> OnceAsync(TimeSpan? deadline = null)
    {
        await using var forwarder = Create();
        return await forwarder.RunOnceAsync(deadline ?? TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    /// <summary>Runs as <c>run</c> until the condition holds.</summary>
    public async Task RunUntilAsync(Func<Forwarder, bool> condition)
    {
        await using var forwarder = Create();
        using var stop = new CancellationTokenSource();
        var run = forwarder.RunAsync(stop.Token);
        try
        {
            await Conformance.Eventually.TrueAsync(() => condition(forwarder));
        }
        finally
        {
            await stop.CancelAsync();
            await run;
        }
    }

    /// <summary>
    /// What the API shows of the past in which the simulator's history lies, as <c>contract:id</c>: what happens
    /// meanwhile (reading is an activity too) or in the future is not up to now yet.
    /// </summary>
    public IReadOnlyList<string> Truth(bool withHidden = false) =>
    [
        .. Simulator.Contracts.SelectMany(contract => Simulator.Events(contract)
            .Where(logged => withHidden || (!logged.IsHidden && logged.Time < _end)).Select(logged => $"{contract}:{logged.Id}")),
    ];

    /// <summary>The ids in the file sink's file, as <c>contract:id</c>; every line must be whole.</summary>
    public IReadOnlyList<string> Delivered() => !File.Exists(EventsFile) ? [] :
    [
        .. File.ReadLines(EventsFile).Select(line =>
        {
            using var record = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
            return $"{record.RootElement.GetProperty("ionos_contract").GetString()}:{record.RootElement.GetProperty("ionos_event_id").GetString()}";
        }),
    ];

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
