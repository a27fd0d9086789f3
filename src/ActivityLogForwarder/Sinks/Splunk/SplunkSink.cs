using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Splunk;

/// <summary>Splunk, by its HTTP Event Collector, with or without indexer acknowledgement.</summary>
public sealed class SplunkSink : ISink
{
    public static readonly SinkType Type = new(
        "splunk", "raw", SplunkOptions.Description,
        settings => new SplunkSink(SplunkOptions.From(settings.Values), settings.Format, settings.Clock))
    {
        DefaultBatchBytes = "1MB",
    };

    private readonly SplunkOptions _options;
    private readonly HecBody _body;
    private readonly HecClient _client;
    private readonly Acknowledgements? _acknowledgements;

    public SplunkSink(SplunkOptions options, string format, TimeProvider clock)
    {
        _options = options;
        _body = new HecBody(options, isJson: format is not ("cef" or "leef"));
        _client = new HecClient(options, clock);
        _acknowledgements = options.Ack ? new Acknowledgements(_client, options, clock) : null;
    }

    /// <summary>True with <c>ack</c>; without it Splunk has only taken the events in, not indexed them.</summary>
    public bool IsConfirmed => _options.Ack;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = new Utf8Buffer();
        var sent = _body.Write(batch, body);
        if (sent > 0)
        {
            if (_options.Gzip)
                body = body.ToGzip();
            if (_acknowledgements is not null)
                await _acknowledgements.EnsureAsync(cancellationToken).ConfigureAwait(false);
            await SendAsync(batch, sent, body.Written, cancellationToken).ConfigureAwait(false);
        }

        // A request that failed may still hold on to the buffer: then it is left to the garbage collector instead.
        body.Dispose();
    }

    /// <summary>A request without events changes nothing, yet is refused for its token before it is for having none.</summary>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        if (_acknowledgements is not null)
            await _acknowledgements.EnsureAsync(cancellationToken).ConfigureAwait(false);
        using var http = await _client.SendAsync(default, false, _options.Ack ? Guid.NewGuid() : null, cancellationToken).ConfigureAwait(false);
        var answer = HecAnswer.Read(http.Body.Written);
        if (!http.IsSuccess && answer.Code != HecCodes.NoData)
            throw HecCodes.Failure(http, answer, _options.Url);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(Batch batch, int sent, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Guid? channel = _acknowledgements?.Take();
        using var http = await _client.SendAsync(body, _options.Gzip, channel, cancellationToken).ConfigureAwait(false);
        var answer = HecAnswer.Read(http.Body.Written);
        if (http.Status == 200 && !HecCodes.IsSuccess(answer.Code))
            throw new SinkException("bad-answer", $"{_options.Url.Authority} does not answer as Splunk does, with a code.");
        if (http.Status == 413)
            answer = new HecAnswer(HecCodes.RequestTooLarge);
        if (http.Status != 200)
        {
            if (http.Status is not (400 or 413) || !(HecCodes.IsAboutEvent(answer.Code) || answer.Code == HecCodes.RequestTooLarge))
                throw HecCodes.Failure(http, answer, _options.Url);
            HecVerdict.Refuse(batch, sent, answer, (one, other) =>
                _options.Index is not { } index || index.Expand(batch.Contract, one) == index.Expand(batch.Contract, other));
            return;
        }

        if (_acknowledgements is not null)
            await _acknowledgements.WaitAsync(answer.AckId, channel!.Value, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Items.Span[i].IsOneLine)
                batch.Results.Span[i] = WriteResult.Accepted;
        }
    }
}
