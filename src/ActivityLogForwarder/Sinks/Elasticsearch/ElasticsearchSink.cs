using System.Net.Http.Headers;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>
/// Elasticsearch 8 and 9, OpenSearch 2 and 3, by the bulk API. Every event is created under an id of its own, so that
/// one sent again is recognised (409) as long as its backing index is the same.
/// </summary>
public sealed class ElasticsearchSink : ISink
{
    public static readonly SinkType Type = new(
        "elasticsearch", "ecs", ElasticsearchOptions.Description,
        settings => new ElasticsearchSink(ElasticsearchOptions.From(settings.Values), settings.Clock))
    {
        Formats = ["ecs", "ocsf", "raw"],
        DataStream = values => ElasticsearchOptions.From(values).DataStream,
    };

    private static readonly MediaTypeHeaderValue NewlineDelimitedJson = new("application/x-ndjson");

    private readonly ElasticsearchOptions _options;
    private readonly HttpEndpoint _http;
    private readonly Nodes _nodes;
    private readonly string _bulk;

    public ElasticsearchSink(ElasticsearchOptions options, TimeProvider clock)
    {
        _options = options;
        _http = new HttpEndpoint(options.Tls, options.Authentication, options.Timeout, clock);
        var pipeline = options.Pipeline is null ? "" : "&pipeline=" + Uri.EscapeDataString(options.Pipeline);
        _nodes = new Nodes(options.Urls, clock);
        _bulk = $"_bulk?filter_path={BulkAnswer.FilterPath}{pipeline}";
    }

    public bool IsConfirmed => true;

    public bool RecognisesRepeats => true;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = new BulkBody(batch, _options.Target);
        if (body.Count == 0)
            return;
        var node = _nodes.Next();
        try
        {
            using var answer = _options.Gzip
                ? await SendCompressedAsync(node, body, cancellationToken).ConfigureAwait(false)
                : await SendAsync(node, body, cancellationToken).ConfigureAwait(false);
            Judge(node, answer, batch, body.Count);
            _nodes.Worked(node);
        }
        catch (SinkException failure)
        {
            if (_nodes.Failed(node, failure) && failure.RetryAfter is not null)
                throw new SinkException(failure.Code, failure.Message, innerException: failure);
            throw;
        }
    }

    public async ValueTask CheckAsync(CancellationToken cancellationToken) =>
        await ElasticsearchCheck.RunAsync(_http, _options, cancellationToken).ConfigureAwait(false);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<HttpAnswer> SendAsync(Uri node, BulkBody body, CancellationToken cancellationToken)
    {
        using var content = new BulkContent(body);
        try
        {
            return await PostAsync(node, content, body.Count, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await content.EndAsync().ConfigureAwait(false);
        }
    }

    private async Task<HttpAnswer> SendCompressedAsync(Uri node, BulkBody body, CancellationToken cancellationToken)
    {
        var buffer = new Utf8Buffer((int)Math.Min(body.Length, Array.MaxLength));
        body.Write(0, buffer);
        buffer = buffer.ToGzip();
        using var content = new ReadOnlyMemoryContent(buffer.Written);
        content.Headers.ContentEncoding.Add("gzip");
        var answer = await PostAsync(node, content, body.Count, cancellationToken).ConfigureAwait(false);
        // A request that failed may still hold on to the buffer: then it is left to the garbage collector instead.
        buffer.Dispose();
        return answer;
    }

    private async Task<HttpAnswer> PostAsync(Uri node, HttpContent content, int items, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, node.Below(_bulk)) { Content = content };
        content.Headers.ContentType = NewlineDelimitedJson;
        return await _http.SendAsync(request, BulkAnswer.Limit(items), cancellationToken).ConfigureAwait(false);
    }

    private static void Judge(Uri node, HttpAnswer answer, Batch batch, int sent)
    {
        if (answer.Status == 413)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.Items.Span[i].IsOneLine)
                    batch.Results.Span[i] = WriteResult.TooLarge("http-413");
            }
        }
        else if (answer.Status != 200)
        {
            throw HttpFailures.From(answer.Status, answer.RetryAfter, node);
        }
        else if (!BulkAnswer.TryJudge(answer.Body.WrittenSpan, batch, sent))
        {
            throw new SinkException("bad-answer", $"{node.Authority} does not answer as Elasticsearch does, one item per event.");
        }
    }
}
