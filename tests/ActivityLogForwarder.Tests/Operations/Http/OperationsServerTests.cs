using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Http;
using ActivityLogForwarder.Operations.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.Operations.Http;

public sealed class OperationsServerTests : IAsyncLifetime
{
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);
    private static readonly IPEndPoint Everywhere = new(IPAddress.Any, 0);

    private readonly ForwarderMetrics _metrics = new();
    private readonly MetricsCollector _collector;
    private readonly HttpClient _client = new();
    private readonly List<OperationsServer> _servers = [];
    private ForwarderStatus _status = Status.Good();

    public OperationsServerTests() => _collector = new MetricsCollector(_metrics);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var server in _servers)
            await server.DisposeAsync();
        _collector.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Health_follows_the_schedule_and_nothing_else()
    {
        _status = Status.Good(Status.Lane() with { IsHeld = true, Cursor = DateTime.UnixEpoch });
        var url = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/healthz")).Status);
        _status = _status with { LastTick = Status.Now.AddMinutes(-6) };
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(url, "/healthz")).Status);
    }

    [Fact]
    public async Task Readiness_gives_its_reasons()
    {
        var url = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/readyz")).Status);

        _status = Status.Good(Status.Lane() with { IsHeld = true });
        var (code, body) = await GetAsync(url, "/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        var reason = Assert.Single(JsonDocument.Parse(body).RootElement.GetProperty("reasons").EnumerateArray());
        Assert.Equal("31999999", reason.GetProperty("contract").GetString());
        Assert.Equal("siem", reason.GetProperty("sink").GetString());
        Assert.StartsWith("held", reason.GetProperty("why").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_hold_counters_gauges_and_the_process()
    {
        _metrics.EventsDelivered(new Contract("main", "31999999"), "siem", 42);
        using var response = await _client.GetAsync(new Uri(await StartAsync(), "/metrics"), TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\nalf_events_delivered_total{contract=\"31999999\",sink=\"siem\"} 42\n", body, StringComparison.Ordinal);
        Assert.Contains("\nalf_sink_held{sink=\"siem\"} 0\n", body, StringComparison.Ordinal);
        Assert.Contains("\nprocess_resident_memory_bytes ", body, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_gc_collections_total{generation=\"0\"} ", body, StringComparison.Ordinal);
        Assert.All(
            body.TrimEnd('\n').Split('\n'),
            line => Assert.Matches("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_0-9]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [-+.0-9eEInfNa]+)$""", line));
    }

    [Fact]
    public async Task The_page_may_load_nothing_and_be_framed_by_nobody()
    {
        using var response = await _client.GetAsync(new Uri(await StartAsync(), "/?find=sie&sort=lag"), TestContext.Current.CancellationToken);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("what has “sie” in its name", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Matches("^default-src 'none'; style-src 'sha256-[^ ]+'; script-src 'sha256-[^ ]+'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$", policy);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("DENY", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/", "text/html", "sesame", true)]
    [InlineData("/", "*/*", "sesame", false)]
    [InlineData("/api/status", "text/html", "sesame", false)]
    [InlineData("/", "text/html", null, false)]
    public async Task A_person_without_the_token_gets_a_place_to_give_it_and_403_like_everyone(string path, string accept, string? token, bool isDoor)
    {
        _status = Status.Good(Status.Lane("31999999", "secret-name"));
        var url = await StartAsync(new OperationsOptions(Everywhere, token is null ? null : Secret.FromText(token)));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, path));
        request.Headers.Accept.ParseAdd(accept);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(response.Headers.WwwAuthenticate);
        Assert.Equal(isDoor, body.Contains("<form id=\"door\"", StringComparison.Ordinal));
        Assert.DoesNotContain("31999999", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-name", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:1234", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("127.9.9.9:80", HttpStatusCode.OK)]
    [InlineData("[::1]:80", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example:8080", HttpStatusCode.MisdirectedRequest)]
    [InlineData("192.0.2.1", HttpStatusCode.MisdirectedRequest)]
    public async Task On_loopback_only_loopback_names_are_answered(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(await StartAsync(), "/api/status"));
        request.Headers.Host = host;
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("/", null, HttpStatusCode.Forbidden)]
    [InlineData("/api/status", null, HttpStatusCode.Forbidden)]
    [InlineData("/api/other", null, HttpStatusCode.Forbidden)]
    [InlineData("/api/status", "wrong", HttpStatusCode.Forbidden)]
    [InlineData("/api/status", "sesame", HttpStatusCode.OK)]
    [InlineData("/", "sesame", HttpStatusCode.OK)]
    [InlineData("/healthz", null, HttpStatusCode.OK)]
    [InlineData("/readyz", null, HttpStatusCode.OK)]
    [InlineData("/metrics", null, HttpStatusCode.OK)]
    public async Task Off_loopback_the_status_needs_the_token(string path, string? token, HttpStatusCode expected)
    {
        var url = await StartAsync(new OperationsOptions(Everywhere, Secret.FromText("sesame")));
        Assert.Equal(expected, (await GetAsync(url, path, token)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("any")]
    public async Task Off_loopback_without_a_token_the_status_is_never_shown(string? token)
    {
        var url = await StartAsync(new OperationsOptions(Everywhere));
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(url, "/api/status", token)).Status);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Nothing_but_get_and_head_is_allowed(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(await StartAsync(), "/metrics"));
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Head_is_get_without_the_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(await StartAsync(), "/api/status"));
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 100);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_unknown_path_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(await StartAsync(), "/healthz/")).Status);

    [Fact]
    public async Task A_port_in_use_is_named_with_the_cure()
    {
        var url = await StartAsync();
        var taken = new OperationsOptions(new IPEndPoint(IPAddress.Loopback, url.Port));
        var exception = await Assert.ThrowsAsync<ListenException>(() => StartAsync(taken));
        Assert.StartsWith($"http.listen: 127.0.0.1:{url.Port} is in use by another program", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_address_is_named_with_the_cure()
    {
        var foreign = new OperationsOptions(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0));
        var exception = await Assert.ThrowsAsync<ListenException>(() => StartAsync(foreign));
        Assert.Contains("is no address of this machine", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_stopped_the_port_is_free_again()
    {
        var url = await StartAsync();
        await _servers[0].DisposeAsync();
        var again = await StartAsync(new OperationsOptions(new IPEndPoint(IPAddress.Loopback, url.Port)));
        Assert.Equal(url.Port, again.Port);
    }

    [Fact]
    public async Task The_probe_tells_a_healthy_forwarder_from_others()
    {
        var url = await StartAsync();
        Assert.True((await HealthProbe.CheckAsync(url, TestContext.Current.CancellationToken)).IsHealthy);
        Assert.True((await HealthProbe.CheckAsync(new Uri(url, "/healthz"), TestContext.Current.CancellationToken)).IsHealthy);

        _status = _status with { LastTick = Status.Now.AddHours(-1) };
        var result = await HealthProbe.CheckAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(new HealthResult(false, $"{url}healthz answered 503"), result);

        await _servers[0].DisposeAsync();
        Assert.False((await HealthProbe.CheckAsync(url, TestContext.Current.CancellationToken)).IsHealthy);
        Assert.False((await HealthProbe.CheckAsync(new Uri("ftp://localhost/"), TestContext.Current.CancellationToken)).IsHealthy);
    }

    [Fact]
    public async Task Every_address_means_ipv4_too()
    {
        var url = await StartAsync(new OperationsOptions(new IPEndPoint(IPAddress.IPv6Any, 0)));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(url, "/healthz")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(url, "/")).Status);
    }

    private Task<Uri> StartAsync() => StartAsync(new OperationsOptions(Loopback));

    private async Task<Uri> StartAsync(OperationsOptions options)
    {
        var server = await OperationsServer.StartAsync(
            options, () => _status, _metrics, _collector, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        _servers.Add(server);
        return new UriBuilder(server.Url) { Host = "127.0.0.1" }.Uri;
    }

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(Uri url, string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, path));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
