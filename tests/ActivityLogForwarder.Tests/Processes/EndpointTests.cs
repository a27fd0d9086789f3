using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>The endpoints of a running forwarder.</summary>
public sealed partial class EndpointTests
{
    private static readonly string[] Metrics =
    [
        "alf_events_fetched_total", "alf_events_delivered_total", "alf_events_duplicate_total", "alf_events_dropped_total",
        "alf_dead_letters_total", "alf_dead_letters_pending", "alf_sink_held", "alf_delivery_lag_seconds", "alf_event_age_seconds",
        "alf_source_requests_total", "alf_sink_requests_total", "alf_window_splits_total", "alf_walk_retries_total",
        "alf_saturated_windows_total", "alf_ledger_missing_events", "alf_last_event_timestamp_seconds", "alf_last_poll_timestamp_seconds",
        "alf_credential_expiry_timestamp_seconds", "alf_open_gaps", "alf_state_bytes", "process_resident_memory_bytes",
    ];

    [Fact]
    public async Task They_tell_how_it_is()
    {
        await using var installation = await Installation.StartAsync(events: 600, contracts: 2);
        installation.Configure(more: "http: { listen: \"127.0.0.1:0\" }");
        await using var run = installation.Start("run");
        await run.SaysAsync("Serving status, health and metrics at ");
        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(run.Errors).Value) };
        await Eventually.TrueAsync(() => installation.Indexed.Count == 600 && installation.Archived.Count == 600);

        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(client, "/healthz"));
        var health = await ForwarderProcess.RunAsync("healthcheck", "--url", client.BaseAddress!.AbsoluteUri);
        Assert.Equal((0, "healthy"), (health.ExitCode, Assert.Single(health.ErrorLines)));
        await EventuallyAsync(async () => (await GetAsync(client, "/readyz")).Status == HttpStatusCode.OK);
        // What has arrived is counted once the sink has said so.
        await EventuallyAsync(async () => Delivered((await GetAsync(client, "/api/status")).Body).SequenceEqual([300, 300, 300, 300]));

        var metrics = (await GetAsync(client, "/metrics")).Body;
        Assert.All(Metrics, name => Assert.Contains($"# TYPE {name} ", metrics, StringComparison.Ordinal));
        Assert.Contains("alf_events_delivered_total{contract=\"31990001\",sink=\"siem\"} 300\n", metrics, StringComparison.Ordinal);
        Assert.Contains("alf_events_fetched_total{account=\"main\",contract=\"31990002\"} ", metrics, StringComparison.Ordinal);

        using var status = JsonDocument.Parse((await GetAsync(client, "/api/status")).Body);
        Assert.Equal(2, status.RootElement.GetProperty("contracts").GetArrayLength());
        Assert.Contains("31990002", (await GetAsync(client, "/")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(client, "/nothing")).Status);

        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);
        health = await ForwarderProcess.RunAsync("healthcheck", "--url", client.BaseAddress.AbsoluteUri);
        Assert.Equal(1, health.ExitCode);
        Assert.Single(health.ErrorLines);
    }

    [Fact]
    public async Task A_held_sink_is_not_ready_but_alive()
    {
        await using var installation = await Installation.StartAsync();
        installation.Elasticsearch.Faults.RefuseEverything();
        installation.Configure(more: "http: { listen: \"127.0.0.1:0\" }");
        await using var run = installation.Start("run");
        await run.SaysAsync("Serving status, health and metrics at ");
        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(run.Errors).Value) };
        await EventuallyAsync(async () => (await GetAsync(client, "/metrics")).Body.Contains("alf_sink_held{sink=\"siem\"} 1\n", StringComparison.Ordinal));

        var (code, body) = await GetAsync(client, "/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        using var document = JsonDocument.Parse(body);
        var reason = Assert.Single(document.RootElement.GetProperty("reasons").EnumerateArray(), reason => reason.GetProperty("sink").GetString() == "siem");
        Assert.Equal("31990001", reason.GetProperty("contract").GetString());
        Assert.StartsWith("held: ", reason.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(client, "/healthz")).Status);
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static List<long> Delivered(string status)
    {
        using var document = JsonDocument.Parse(status);
        return [.. document.RootElement.GetProperty("lanes").EnumerateArray().Select(lane => lane.GetProperty("delivered").GetInt64())];
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 300, "This did not become true within 30 s.");
            await Task.Delay(100);
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/?")]
    private static partial Regex Address();
}
