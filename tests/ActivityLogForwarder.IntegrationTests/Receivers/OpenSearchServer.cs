using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Sinks.Elasticsearch.Setup;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>
/// The OpenSearch that <c>tests/opensearch</c> has started. It is no part of what must always pass: without it, its
/// tests are skipped.
/// </summary>
internal sealed class OpenSearchServer : IDisposable
{
    private const string Variable = "ALF_OPENSEARCH_URL";
    private static int _streams;
    private readonly HttpClient _client;

    private OpenSearchServer(Uri url) => _client = new HttpClient { BaseAddress = Url = url };

    public Uri Url { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static OpenSearchServer Find()
    {
        var url = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(url))
            Assert.Skip($"{Variable} is not set; tests/opensearch starts an OpenSearch and runs these tests.");
        return new OpenSearchServer(new Uri(url));
    }

    /// <summary>The name of a data stream that no other test writes to, set up as the command <c>setup</c> does.</summary>
    public async Task<Template> SetUpStreamAsync()
    {
        var stream = new Template($"logs-ionos.test{Interlocked.Increment(ref _streams)}-{Environment.ProcessId}");
        using var http = new HttpEndpoint(new TlsOptions(), new HttpAuthentication(), TimeSpan.FromMinutes(1), TimeProvider.System);
        var setup = new ElasticsearchSetup(http);
        var (url, product) = await setup.FindAsync([Url], Token);
        await setup.RunAsync(url, product, new SetupPlan(stream, true, null), (_, _) => { }, Token);
        return stream;
    }

    public ElasticsearchSink Sink(Template stream, Uri? url = null) => new(
        new ElasticsearchOptions { Urls = [url ?? Url], DataStream = stream, Gzip = true }, TimeProvider.System);

    /// <summary>How many documents there are.</summary>
    public async Task<int> CountAsync(Template stream)
    {
        await RefreshAsync(stream);
        return (await GetAsync($"{stream}/_count")).GetProperty("count").GetInt32();
    }

    /// <summary>All documents as they were stored, in the order in which they came; none where there is no stream.</summary>
    public async Task<IReadOnlyList<JsonElement>> HitsAsync(Template stream)
    {
        var hits = new List<JsonElement>();
        if (await RefreshAsync(stream) == HttpStatusCode.NotFound)
            return hits;
        while (true)
        {
            var after = hits.Count == 0 ? "" : ",\"search_after\":" + hits[^1].GetProperty("sort").GetRawText();
            var page = await PostAsync($"{stream}/_search", $$$"""{"size":5000,"sort":["_seq_no"],"query":{"match_all":{}}{{{after}}}}""");
            hits.AddRange(page.GetProperty("hits").GetProperty("hits").EnumerateArray());
            if (page.GetProperty("hits").GetProperty("hits").GetArrayLength() < 5000)
                return hits;
        }
    }

    public async Task<JsonElement> GetAsync(string path) =>
        await _client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), Token);

    public async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), content, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, $"{path} {body}: {text}");
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 });
        return document.RootElement.Clone();
    }

    /// <summary>Ends the server by SIGKILL.</summary>
    public static Task KillAsync() => RunScriptAsync("kill");

    /// <summary>Starts it again with what it had.</summary>
    public static Task RestartAsync() => RunScriptAsync("restart");

    public void Dispose() => _client.Dispose();

    private async Task<HttpStatusCode> RefreshAsync(Template stream)
    {
        using var answer = await _client.PostAsync(new Uri($"{stream}/_refresh", UriKind.Relative), null, Token);
        return answer.StatusCode;
    }

    private static async Task RunScriptAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [ServerScript.PathOf("opensearch.sh"), command]))!;
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
    }
}
