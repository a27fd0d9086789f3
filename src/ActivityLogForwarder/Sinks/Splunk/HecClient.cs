using System.Net.Http.Headers;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Splunk;

/// <summary>Requests to the HTTP Event Collector.</summary>
internal sealed class HecClient(SplunkOptions options, TimeProvider clock) : IDisposable
{
    private const int AnswerLimit = 1 << 20;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpEndpoint _http = new(
        options.Tls, new HttpAuthentication { ApiKey = options.Token, KeyScheme = "Splunk" }, options.Timeout, clock);

    private readonly Uri _events = options.Url.Below("services/collector/event");

    /// <summary>Sends events once; with a channel where acknowledgements are wanted.</summary>
    public async Task<HttpAnswer> SendAsync(ReadOnlyMemory<byte> body, bool isGzip, Guid? channel, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(body);
        if (isGzip)
            content.Headers.ContentEncoding.Add("gzip");
        return await PostAsync(_events, content, channel, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks once whether what was sent under the id has been indexed.</summary>
    public async Task<HttpAnswer> AskAsync(string ackId, Guid channel, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes($$"""{"acks":[{{ackId}}]}"""));
        return await PostAsync(options.Url.Below($"services/collector/ack?channel={channel:D}"), content, channel, cancellationToken)
            .ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpAnswer> PostAsync(Uri url, HttpContent content, Guid? channel, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        content.Headers.ContentType = Json;
        if (channel is not null)
            request.Headers.Add("X-Splunk-Request-Channel", channel.Value.ToString("D"));
        return await _http.SendAsync(request, AnswerLimit, cancellationToken, readsRefusals: true).ConfigureAwait(false);
    }
}
