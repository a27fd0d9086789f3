using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Tests.Sinks.Splunk;

/// <summary>
/// A Splunk on loopback as far as the HTTP Event Collector goes, by "Format events for HTTP Event Collector", "About
/// HTTP Event Collector Indexer Acknowledgment" and the table of codes of "Troubleshoot HTTP Event Collector": tokens,
/// channels, events one by one, acknowledgements told once and forgotten. What is not documented can be set either way.
/// </summary>
public sealed class SplunkStub : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<HecEvent> _indexed = [];

    private SplunkStub() => Server = new LoopbackServer(AnswerAsync);

    public LoopbackServer Server { get; }

    public string Token { get; set; } = "12345678-1234-1234-1234-1234567890AB";

    /// <summary>Whether the token is switched on.</summary>
    public bool IsTokenOn { get; set; } = true;

    /// <summary>Whether the token has indexer acknowledgement.</summary>
    public StubAcks? Acks { get; init; }

    /// <summary>Indices that the token may write to; empty: any.</summary>
    public IReadOnlyList<string> Allowed { get; set; } = [];

    /// <summary>Whether events before one that is wrong are indexed, as is seen in the field.</summary>
    public bool KeepsEventsBefore { get; set; } = true;

    public long MaxContentLength { get; set; } = 1_000_000;

    /// <summary>Finds fault with an event: its code; null: none.</summary>
    public Func<HecEvent, int?> Judge { get; set; } = _ => null;

    /// <summary>Answers whole requests: status and body.</summary>
    public Func<(int Status, string Body)?> Answer { get; set; } = () => null;

    /// <summary>The number in the answer to the next success, instead of 0.</summary>
    public int SuccessCode { get; set; }

    public IReadOnlyList<HecEvent> Indexed
    {
        get
        {
            lock (_lock)
                return [.. _indexed];
        }
    }

    /// <summary>Bodies of requests for events that were let in, as they came after decompression.</summary>
    public List<string> Bodies { get; } = [];

    public static async Task<SplunkStub> StartAsync(StubAcks? acks = null)
    {
        var stub = new SplunkStub { Acks = acks };
        await stub.Server.UpAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (Answer() is { } answer)
            await SendAsync(context, answer.Status, answer.Body);
        else if (Refusal(request) is { } refusal)
            await RefuseAsync(context, refusal);
        else if (request.Path == "/services/collector/event" && HttpMethods.IsPost(request.Method))
            await EventsAsync(context);
        else if (request.Path == "/services/collector/ack" && HttpMethods.IsPost(request.Method))
            await AcksAsync(context);
        else
            await SendAsync(context, 404, """{"text":"The requested URL was not found on this server.","code":404}""");
    }

    private int? Refusal(HttpRequest request)
    {
        var shown = request.Headers.Authorization.ToString();
        return shown.Length == 0 ? 2
            : !shown.StartsWith("Splunk ", StringComparison.Ordinal) ? 3
            : shown["Splunk ".Length..] != Token ? 4
            : !IsTokenOn ? 1
            : null;
    }

    private async Task EventsAsync(HttpContext context)
    {
        var request = context.Request;
        var channel = request.Headers["X-Splunk-Request-Channel"].ToString();
        if (Acks is not null && channel.Length == 0)
        {
            await RefuseAsync(context, 10);
            return;
        }

        if (channel.Length > 0 && !Guid.TryParseExact(channel, "D", out _))
        {
            await RefuseAsync(context, 11);
            return;
        }

        using var body = new MemoryStream();
        await using (var stream = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body)
            await stream.CopyToAsync(body);
        if (body.Length > MaxContentLength)
        {
            await RefuseAsync(context, 27);
            return;
        }

        var (events, code) = HecEvent.Read(body.ToArray(), Allowed);
        var wrong = events.FindIndex(one => Judge(one) is not null);
        if (wrong >= 0)
            (events, code) = (events[..wrong], Judge(events[wrong]));
        lock (_lock)
        {
            Bodies.Add(Encoding.UTF8.GetString(body.ToArray()));
            if (code is not null && KeepsEventsBefore)
                _indexed.AddRange(events);
        }

        if (code is not null)
            await RefuseAsync(context, code.Value, code == 5 ? null : events.Count);
        else
            await TakeAsync(context, channel, events);
    }

    private Task TakeAsync(HttpContext context, string channel, List<HecEvent> events)
    {
        var ack = Acks?.Take(channel, events, Index);
        if (Acks is null)
            Index(events);
        return SendAsync(context, 200, string.Create(
            CultureInfo.InvariantCulture, $$"""{"text":"Success","code":{{SuccessCode}}{{(ack is null ? "" : $",\"ackId\":{ack}")}}}"""));
    }

    private void Index(IEnumerable<HecEvent> events)
    {
        lock (_lock)
            _indexed.AddRange(events);
    }

    private async Task AcksAsync(HttpContext context)
    {
        var channel = context.Request.Query["channel"].ToString();
        if (channel.Length == 0)
            channel = context.Request.Headers["X-Splunk-Request-Channel"].ToString();
        if (Acks is null)
        {
            await RefuseAsync(context, 14);
            return;
        }

        if (!Guid.TryParseExact(channel, "D", out _))
        {
            await RefuseAsync(context, channel.Length == 0 ? 10 : 11);
            return;
        }

        using var asked = await JsonDocument.ParseAsync(context.Request.Body);
        if (Acks.BreaksNextQuestion())
        {
            context.Abort();
            return;
        }

        var told = asked.RootElement.GetProperty("acks").EnumerateArray().Select(id => id.GetInt64())
            .Select(id => string.Create(CultureInfo.InvariantCulture, $"\"{id}\":{(Acks.Ask(channel, id) ? "true" : "false")}"));
        await SendAsync(context, 200, $$$"""{"acks":{{{{string.Join(',', told)}}}}}""");
    }

    private static Task RefuseAsync(HttpContext context, int code, int? number = null)
    {
        var (status, text) = code switch
        {
            1 => (403, "Token disabled"),
            2 => (401, "Token is required"),
            3 => (401, "Invalid authorization"),
            4 => (403, "Invalid token"),
            5 => (400, "No data"),
            6 => (400, "Invalid data format"),
            7 => (400, "Incorrect index"),
            8 => (500, "Internal server error"),
            9 => (503, "Server is busy"),
            10 => (400, "Data channel is missing"),
            11 => (400, "Invalid data channel"),
            12 => (400, "Event field is required"),
            13 => (400, "Event field cannot be blank"),
            14 => (400, "ACK is disabled"),
            15 => (400, "Error in handling indexed fields"),
            16 => (400, "Query string authorization is not enabled"),
            27 => (413, "Request entity too large"),
            _ => (400, "Unknown"),
        };
        var place = number is null ? "" : string.Create(CultureInfo.InvariantCulture, $",\"invalid-event-number\":{number}");
        return SendAsync(context, status, string.Create(CultureInfo.InvariantCulture, $$"""{"text":"{{text}}","code":{{code}}{{place}}}"""));
    }

    private static Task SendAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        return context.Response.WriteAsync(json);
    }
}
