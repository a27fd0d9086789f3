using System.Net;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Http;
using ActivityLogForwarder.Operations.Metrics;
using ActivityLogForwarder.Tests.Operations;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>The README's tables of endpoints and metrics, against a server.</summary>
public sealed partial class MetricsTableTests : IAsyncLifetime
{
    private readonly ForwarderMetrics _metrics = new();
    private readonly MetricsCollector _collector;
    private readonly HttpClient _client = new();
    private OperationsServer? _server;

    public MetricsTableTests() => _collector = new MetricsCollector(_metrics);

    public async ValueTask InitializeAsync()
    {
        _server = await OperationsServer.StartAsync(
            new OperationsOptions(new IPEndPoint(IPAddress.Loopback, 0)), () => Status.Good(), _metrics, _collector, NullLoggerFactory.Instance, default);
        _client.BaseAddress = _server.Url;
    }

    [Fact]
    public async Task The_table_of_endpoints_has_every_endpoint()
    {
        var paths = Markdown.Readme.Table("Endpoints").Select(row => Markdown.Codes(row[0]).Single()).ToList();
        foreach (var path in paths)
            Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        using var answer = await _client.GetAsync(new Uri("/no-such-path", UriKind.Relative), TestContext.Current.CancellationToken);
        var known = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(PathName().Matches(known).Select(match => match.Value).Order(), paths.Order());
    }

    [Fact]
    public async Task The_table_of_metrics_is_what_the_endpoint_offers()
    {
        UseEveryMetric();
        var text = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var names = TypeLine().Matches(text).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(
            names.Where(name => name.StartsWith("alf_", StringComparison.Ordinal)).Select(name => name + Labels(text, name)).Order(StringComparer.Ordinal),
            Markdown.Readme.Table("Metrics").Select(row => Markdown.Codes(row[0]).Single()).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Matches("^(alf|process|dotnet)_", name));
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _client.Dispose();
        _collector.Dispose();
        _metrics.Dispose();
    }

    private void UseEveryMetric()
    {
        var contract = new Contract("main", "31999999");
        _metrics.EventsFetched(contract, 1);
        _metrics.EventsDelivered(contract, "siem", 1);
        _metrics.EventsDuplicate(contract, "siem", 1);
        _metrics.EventsDropped(contract, "siem", "type", 1);
        _metrics.DeadLetters(contract, "siem", "reason", 1);
        _metrics.EventAge("siem", 1);
        _metrics.SourceRequest("main", 200);
        _metrics.SinkRequest("siem", "accepted");
        _metrics.WindowSplit(contract);
        _metrics.WalkRetry(contract);
        _metrics.SaturatedWindow(contract);
    }

    private static string Labels(string text, string name)
    {
        var sample = Regex.Match(text, $@"^{name}(?:_count)?(?:\{{(.*)\}})? \S+$", RegexOptions.Multiline);
        Assert.True(sample.Success, $"{name} has no sample.");
        var labels = LabelName().Matches(sample.Groups[1].Value).Select(match => match.Groups[1].Value).ToList();
        return labels.Count == 0 ? "" : $"{{{string.Join(',', labels)}}}";
    }

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"(\w+)=""")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"/[\w/]*")]
    private static partial Regex PathName();
}
