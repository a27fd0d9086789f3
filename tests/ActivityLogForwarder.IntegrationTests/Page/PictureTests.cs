using System.Net;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Http;
using ActivityLogForwarder.Operations.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.IntegrationTests.Page;

/// <summary>
/// The page with something of every kind on it, looked at by a browser: light, dark and on a phone, by axe and by
/// keyboard. With <c>PICTURES=folder</c> the pictures of the README are left there.
/// </summary>
public sealed class PictureTests : IAsyncLifetime
{
    private readonly ForwarderMetrics _metrics = new();
    private readonly MetricsCollector _collector;
    private readonly List<OperationsServer> _servers = [];

    public PictureTests() => _collector = new MetricsCollector(_metrics);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        _collector.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task The_page_is_clear_in_light_in_dark_and_on_a_phone() =>
        await BrowserScript.RunAsync("pictures.mjs", (await ServeAsync(MadeUpStatus.Of())).AbsoluteUri);

    [Fact]
    public async Task Names_that_someone_hostile_has_chosen_are_shown_and_do_nothing() =>
        await BrowserScript.RunAsync("pictures.mjs", (await ServeAsync(MadeUpStatus.Of(MadeUpStatus.Hostile))).AbsoluteUri, MadeUpStatus.Hostile[..^1]);

    [Fact]
    public async Task Off_loopback_a_person_gives_the_token_to_the_page() =>
        await BrowserScript.RunAsync("door.mjs", (await ServeAsync(MadeUpStatus.Of(), Secret.FromText("open-sesame"))).AbsoluteUri, "open-sesame");

    private async Task<Uri> ServeAsync(ForwarderStatus status, Secret? token = null)
    {
        var listen = new IPEndPoint(token is null ? IPAddress.Loopback : IPAddress.Any, 0);
        var server = await OperationsServer.StartAsync(
            new OperationsOptions(listen, token), () => status, _metrics, _collector, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        _servers.Add(server);
        return new UriBuilder(server.Url) { Host = "127.0.0.1" }.Uri;
    }
}
