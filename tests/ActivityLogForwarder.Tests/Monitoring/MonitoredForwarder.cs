using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Operations.Http;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.EndToEnd;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;

namespace ActivityLogForwarder.Tests.Monitoring;

/// <summary>The simulator, and a forwarder that reads from it, writes to a file and to an Elasticsearch, and is scraped.</summary>
internal sealed class MonitoredForwarder : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Forwarder? _forwarder;
    private OperationsServer? _server;
    private Task _run = Task.CompletedTask;

    private MonitoredForwarder(ForwarderHarness harness, ElasticsearchStub siem)
    {
        Harness = harness;
        Siem = siem;
    }

    public ForwarderHarness Harness { get; }

    public ElasticsearchStub Siem { get; }

    public ActivityLogSimulator Simulator => Harness.Simulator;

    /// <summary>Starts what surrounds the forwarder; what else is configured goes before <see cref="RunAsync"/>.</summary>
    public static async Task<MonitoredForwarder> StartAsync(Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        var siem = await ElasticsearchStub.StartAsync();
        siem.Indices.KeepsBodies = false;
        var harness = await ForwarderHarness.StartAsync(options =>
        {
            options = options with { Events = 3000 };
            return change?.Invoke(options) ?? options;
        });
        harness.Sections.Add("http: { listen: \"127.0.0.1:0\" }");
        harness.Sinks["siem"] = $"{{ type: elasticsearch, urls: [{siem.Url}], retry: {{ initial: 50ms, max: 200ms }} }}";
        return new MonitoredForwarder(harness, siem);
    }

    /// <summary>Starts the forwarder.</summary>
    /// <returns>The first scrape.</returns>
    public async Task<Scrape> RunAsync()
    {
        _forwarder = await Harness.OpenAsync();
        _server = await _forwarder.ServeAsync(TestContext.Current.CancellationToken);
        var first = await ScrapeAsync();
        _run = _forwarder.RunAsync(_stop.Token);
        return first;
    }

    public Task<Scrape> ScrapeAsync() => Scrape.OfAsync(_server!.Url);

    /// <summary>Scrapes until a sample makes the condition true.</summary>
    /// <param name="series">The beginning of the series, with its labels.</param>
    /// <param name="condition">Told the value; 0 where there is no such series.</param>
    public async Task<Scrape> ScrapeUntilAsync(string series, Func<double, bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var scrape = await ScrapeAsync();
            if (condition(scrape.Value(series)))
                return scrape;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Eventually.Deadline, $"{series} never became so.\n{scrape.Text}");
            await Task.Delay(50);
        }
    }

    /// <summary>Scrapes once everything is in the file, and in Elasticsearch unless that is in trouble.</summary>
    public async Task<Scrape> ScrapeWhenDeliveredAsync(string sink = "siem")
    {
        foreach (var contract in Simulator.Contracts)
            await ScrapeUntilAsync($"alf_events_delivered_total{{contract=\"{contract}\",sink=\"{sink}\"", value => value >= 1500);
        return await ScrapeAsync();
    }

    public async Task StopAsync()
    {
        if (_forwarder is null)
            return;
        await _stop.CancelAsync();
        await _run;
        await _server!.DisposeAsync();
        await _forwarder.DisposeAsync();
        _forwarder = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Harness.DisposeAsync();
        await Siem.DisposeAsync();
        _stop.Dispose();
    }
}
