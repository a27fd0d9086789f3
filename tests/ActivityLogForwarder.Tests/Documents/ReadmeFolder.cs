using System.Net;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Http;
using ActivityLogForwarder.Operations.Metrics;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Operations;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>
/// What a reader has: the quick start's configuration and that for Elastic in an empty folder, a token, the API, an
/// Elasticsearch, and a forwarder that runs.
/// </summary>
public sealed class ReadmeFolder : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("alf-readme-");
    private readonly SecretFiles _secrets = new();
    private readonly ForwarderMetrics _metrics = new();
    private readonly MetricsCollector _collector;
    private ActivityLogSimulator? _api;
    private OperationsServer? _running;
    private ElasticsearchStub? _elasticsearch;

    public ReadmeFolder() => _collector = new MetricsCollector(_metrics);

    public string Api => _api!.Url.AbsoluteUri.TrimEnd('/');

    /// <summary>Where a forwarder that runs answers.</summary>
    public string Running => _running!.Url.AbsoluteUri;

    public async ValueTask InitializeAsync()
    {
        _api = await ActivityLogSimulator.StartAsync(new SimulatorOptions { Contracts = SimulatorOptions.MadeUpContracts(2), Events = 3000 });
        _running = await OperationsServer.StartAsync(
            new OperationsOptions(new IPEndPoint(IPAddress.Loopback, 0)), () => Status.Good(), _metrics, _collector, NullLoggerFactory.Instance, default);
        _elasticsearch = await ElasticsearchStub.StartAsync();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "any");
        await File.WriteAllBytesAsync(
            Path.Combine(_folder.FullName, "page.json"), await client.GetByteArrayAsync(new Uri($"{Api}/activitylog/v1/contracts/31990001?limit=100")));
    }

    /// <summary>A folder with the configuration; one for all, or one in which nothing has run yet.</summary>
    public string Folder(bool isNew)
    {
        var folder = isNew ? _folder.CreateSubdirectory(Guid.NewGuid().ToString("N")) : _folder;
        File.WriteAllText(Path.Combine(folder.FullName, "forwarder.yaml"), _secrets.PutInto(Markdown.Readme.Blocks.First(block => block.Language == "yaml").Text));
        var elastic = Markdown.All.Single(page => page.Path == "docs/siem/elastic.md").Blocks.First(block => block.Language == "yaml").Text;
        File.WriteAllText(
            Path.Combine(folder.FullName, "elastic.yaml"),
            _secrets.PutInto(elastic).Replace("https://elasticsearch.example.com:9200", _elasticsearch!.Url.AbsoluteUri, StringComparison.Ordinal));
        return folder.FullName;
    }

    /// <summary>A word of a command line, with a secret file that is there.</summary>
    public string PutSecretsInto(string word) => _secrets.PutInto(word);

    public async ValueTask DisposeAsync()
    {
        await _running!.DisposeAsync();
        await _api!.DisposeAsync();
        await _elasticsearch!.DisposeAsync();
        _collector.Dispose();
        _metrics.Dispose();
        _secrets.Dispose();
        _folder.Delete(recursive: true);
    }
}
