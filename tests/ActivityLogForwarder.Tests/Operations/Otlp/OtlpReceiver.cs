using System.Collections.Concurrent;
using System.Text;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks;
using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Tests.Operations.Otlp;

/// <summary>A collector that takes OTLP over HTTP as the specification has it, and nothing else.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _refused = new();
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentQueue<string> _texts = new();
    private volatile IReadOnlyList<OtlpPoint> _points = [];

    private OtlpReceiver() => Server = new LoopbackServer(AnswerAsync);

    public LoopbackServer Server { get; }

    /// <summary>What was wrong with requests.</summary>
    public IReadOnlyCollection<string> Refused => [.. _refused];

    /// <summary>Every span so far.</summary>
    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    /// <summary>The points of the latest export.</summary>
    public IReadOnlyList<OtlpPoint> Points => _points;

    /// <summary>The attributes of the process that sends.</summary>
    public IReadOnlyDictionary<string, string> Resource { get; private set; } = new Dictionary<string, string>();

    /// <summary>All that was sent, as text.</summary>
    public string Text => string.Concat(_texts);

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver.Server.UpAsync();
        return receiver;
    }

    /// <summary>Waits until the condition holds; fails at once where a request was wrong.</summary>
    public Task SeesAsync(Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        Assert.Empty(Refused);
        return condition();
    });

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        try
        {
            Take(context.Request, body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
        }
        catch (Exception exception)
        {
            _refused.Enqueue($"{context.Request.Method} {context.Request.Path}: {exception.Message}");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    private void Take(HttpRequest request, byte[] body)
    {
        Assert.Equal(("POST", "application/x-protobuf"), (request.Method, request.ContentType));
        Assert.False(request.Headers.ContainsKey("Authorization") || request.Headers.ContainsKey("Cookie"));
        _texts.Enqueue(Encoding.Latin1.GetString(body) + string.Concat(request.Headers));
        switch (request.Path.Value)
        {
            case "/otel/v1/metrics":
                (Resource, _points) = OtlpRequests.Metrics(body);
                break;
            case "/otel/v1/traces":
                foreach (var span in OtlpRequests.Spans(body))
                    _spans.Enqueue(span);
                break;
            default:
                Assert.Fail("There is no such path.");
                break;
        }
    }
}
