using System.Net.Http.Headers;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Http;

/// <summary>Any HTTP receiver that takes records as lines or as a JSON array and says by its status whether it did.</summary>
public sealed class HttpSink : ISink
{
    public static readonly SinkType Type = new(
        "http", "ecs", HttpSinkOptions.Description,
        settings => new HttpSink(HttpSinkOptions.From(settings.Values), settings.Format, settings.Clock));

    private readonly HttpSinkOptions _options;
    private readonly HttpEndpoint _http;
    private readonly ExtraHeaders _headers;
    private readonly MediaTypeHeaderValue _mediaType;

    public HttpSink(HttpSinkOptions options, string format, TimeProvider clock)
    {
        _options = options;
        _http = new HttpEndpoint(options.Tls, options.Authentication, options.Timeout, clock);
        _headers = new ExtraHeaders(options.Headers, options.HeadersFile, clock);
        _mediaType = options.IsArray ? new("application/json")
            : format is "cef" or "leef" ? new("text/plain", "utf-8")
            : new("application/x-ndjson");
    }

    public bool IsConfirmed => true;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = new Utf8Buffer();
        if (HttpBody.Write(batch, _options.IsArray, body) > 0)
        {
            if (_options.Gzip)
                body = body.ToGzip();
            Judge(await SendAsync(body, cancellationToken).ConfigureAwait(false), batch);
        }

        // A request that failed may still hold on to the buffer: then it is left to the garbage collector instead.
        body.Dispose();
    }

    /// <summary>Asks with HEAD, which changes nothing; that a receiver does not know it says nothing against it.</summary>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, _options.Url);
        _headers.AddTo(request);
        using var answer = await _http.SendAsync(request, 0, cancellationToken).ConfigureAwait(false);
        if (answer.Status is (>= 300 and < 400) or 401 or 403 or 407 or 429 or (>= 500 and not 501))
            throw Failure(answer);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<HttpAnswer> SendAsync(Utf8Buffer body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(_options.Method, _options.Url) { Content = new ReadOnlyMemoryContent(body.Written) };
        request.Content.Headers.ContentType = _mediaType;
        if (_options.Gzip)
            request.Content.Headers.ContentEncoding.Add("gzip");
        _headers.AddTo(request);
        return await _http.SendAsync(request, 0, cancellationToken).ConfigureAwait(false);
    }

    private void Judge(HttpAnswer answer, Batch batch)
    {
        using (answer)
        {
            // The status is all there is: which event of a refused batch is to blame, its halves will tell.
            WriteResult result = answer.Status switch
            {
                >= 200 and < 300 => WriteResult.Accepted,
                400 => WriteResult.TooLarge("http-400"),
                413 => WriteResult.TooLarge("http-413"),
                422 => WriteResult.TooLarge("http-422"),
                _ => throw Failure(answer),
            };
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.Items.Span[i].IsOneLine)
                    batch.Results.Span[i] = result;
            }
        }
    }

    private SinkException Failure(HttpAnswer answer)
    {
        if (answer.Status is 401 or 403)
            _headers.Refresh();
        return HttpFailures.From(answer.Status, answer.RetryAfter, _options.Url);
    }
}
