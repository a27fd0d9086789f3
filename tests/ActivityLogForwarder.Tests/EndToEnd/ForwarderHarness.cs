using System.Text.Json;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Source;
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

    /// <summary>Keys of <c>completeness</c>, as YAML in one line.</summary>
    public string Completeness { get; set; } = "{}";

    /// <summary>The account's keys, as YAML in one line.</summary>
    public string Account { get; set; } = $"token: {Token}";

    /// <summary>Further sections, each on a line.</summary>
    public List<string> Sections { get; } = [];

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

    public Task<Forwarder> OpenAsync() => Forwarder.OpenAsync(Read(), NullLoggerFactory.Instance, TimeProvider.System);

    /// <summary>The configuration as it is now.</summary>
    public ForwarderOptions Read()
    {
        var lines = new List<string>
        {
            "source:",
            $"  url: {Simulator.Url}",
        };
        lines.AddRange(Source.Select(key => $"  {key.Key}: {key.Value}"));
        lines.Add($"accounts: {{ main: {{ {Account} }} }}");
        lines.Add($"state: {{ path: \"{Folder}/state.db\" }}");
        lines.Add($"completeness: {Completeness}");
        lines.AddRange(Sections);
        lines.Add("sinks:");
        lines.AddRange(Sinks.Select(sink => $"  {sink.Key}: {sink.Value}"));
        var path = Path.Combine(Folder, "forwarder.yaml");
        File.WriteAllLines(path, lines);
        var read = ConfigurationFile.Read(path, new Dictionary<string, string>(), Slices.Sinks, Slices.Formats, TimeProvider.System);
        Assert.Empty(read.Errors);
        return read.Options!;
    }

    /// <summary>Brings everything up to now, as <c>run --once</c>; what could not be delivered or read.</summary>
    public async Task<IReadOnlyList<string>> OnceAsync(TimeSpan? deadline = null)
    {
        await using var forwarder = await OpenAsync();
        return await forwarder.RunOnceAsync(deadline ?? TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    /// <summary>Runs as <c>run</c> until the condition holds.</summary>
    public async Task RunUntilAsync(Func<Forwarder, bool> condition)
    {
        await using var forwarder = await OpenAsync();
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

    /// <summary>What <c>verify</c> finds, hour by hour, of all lanes.</summary>
    public async Task<IReadOnlyList<VerifiedHour>> VerifyAsync(bool full = false, string? sink = null)
    {
        var options = Read();
        var now = DateTime.UtcNow;
        await using var store = Stores.OpenReadOnly(options.State);
        using var metrics = new ForwarderMetrics();
        using var source = new ActivityLogSource(options.Source, options.Accounts, 1, metrics, TimeProvider.System);
        var verification = new Verification(source, store, now - options.Completeness.RecheckWindow);
        var hours = new List<VerifiedHour>();
        foreach (var state in store.Lanes().Where(state => sink is null || state.Lane.Sink == sink))
        {
            hours.AddRange(await verification.VerifyAsync(
                new Contract("main", state.Lane.Contract), state, new Window(DateTime.UnixEpoch, now), full, TestContext.Current.CancellationToken));
        }

        return hours;
    }

    /// <summary>Carries out a job as a command without a running forwarder does.</summary>
    public async Task<Job> RunJobAsync(JobKind kind, JobArguments arguments)
    {
        await using var forwarder = await OpenAsync();
        return await forwarder.RunJobAsync(new Job(kind, JsonSerializer.Serialize(arguments)), TestContext.Current.CancellationToken);
    }

    /// <summary><c>verify --repair</c> of all there is.</summary>
    public Task<Job> RepairAsync(bool full = false) =>
        RunJobAsync(JobKind.Repair, new JobArguments([], [], DateTime.UnixEpoch, DateTime.UtcNow, full));

    /// <summary>
    /// What the API shows of the past in which the simulator's history lies, as <c>contract:id</c>: what happens
    /// meanwhile (reading is an activity too) or in the future is not up to now yet.
    /// </summary>
    public IReadOnlyList<string> Truth(bool withHidden = false) =>
    [
        .. Simulator.Contracts.SelectMany(contract => Simulator.Events(contract)
            .Where(logged => withHidden || (!logged.IsHidden && logged.Time < _end)).Select(logged => $"{contract}:{logged.Id}")),
    ];

    /// <summary>
    /// The ids in the file sink's file, as <c>contract:id</c>; every line must be whole but one that is being written.
    /// </summary>
    public IReadOnlyList<string> Delivered()
    {
        if (!File.Exists(EventsFile))
            return [];
        var text = File.ReadAllText(EventsFile);
        return
        [
            .. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                using var record = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
                return $"{record.RootElement.GetProperty("ionos_contract").GetString()}:{record.RootElement.GetProperty("ionos_event_id").GetString()}";
            }),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
