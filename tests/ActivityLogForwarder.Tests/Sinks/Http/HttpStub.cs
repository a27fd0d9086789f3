using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Tests.Sinks.Http;

/// <summary>A receiver of NDJSON and JSON arrays that takes a body whole or not at all.</summary>
public sealed class HttpStub : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<string> _records = [];

    private HttpStub() => Server = new LoopbackServer(AnswerAsync);

    public LoopbackServer Server { get; }

    /// <summary>The header <c>APIKEY</c> that is let in; null: anyone.</summary>
    public string? Key { get; set; }

    /// <summary>The status of an answer, by the records of a request; null: 204.</summary>
    public Func<IReadOnlyList<string>, int?> Status { get; set; } = _ => null;

    public string? RetryAfter { get; set; }

    /// <summary>What a success says beyond its status.</summary>
    public byte[] Answer { get; set; } = [];

    /// <summary>The last request: its method, path with query, and headers.</summary>
    public (string Method, string Path, IHeaderDictionary Headers) Last { get; private set; } = ("", "", new HeaderDictionary());

    public IReadOnlyList<string> Records
    {
        get
        {
            lock (_lock)
                return [.. _records];
        }
    }

    public static async Task<HttpStub> StartAsync()
    {
        var stub = new HttpStub();
        await stub.Server.UpAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Last = (request.Method, request.Path + request.QueryString, new HeaderDictionary(request.Headers.ToDictionary()));
        if (Key is not null && request.Headers["APIKEY"] != Key)
        {
            context.Response.StatusCode = 401;
            return;
        }

        if (HttpMethods.IsHead(request.Method))
        {
            context.Response.StatusCode = Status([]) ?? 405;
            return;
        }

        using var body = new MemoryStream();
        await using (var stream = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body)
            await stream.CopyToAsync(body);
        var records = Read(Encoding.UTF8.GetString(body.ToArray()), request.ContentType == "application/json");
        var status = records is null ? 400 : Status(records);
        if (status is null or (>= 200 and < 300))
        {
            lock (_lock)
                _records.AddRange(records!);
        }

        context.Response.StatusCode = status ?? (Answer.Length > 0 ? 200 : 204);
        if (RetryAfter is not null)
            context.Response.Headers.RetryAfter = RetryAfter;
        if (context.Response.StatusCode is >= 300 and < 400)
            context.Response.Headers.Location = "/elsewhere";
        if (Answer.Length > 0)
            await context.Response.Body.WriteAsync(Answer);
    }

    private static List<string>? Read(string body, bool isArray)
    {
        if (!isArray)
            return body.EndsWith('\n') ? [.. body[..^1].Split('\n')] : null;
        try
        {
            using var array = JsonDocument.Parse(body);
            return [.. array.RootElement.EnumerateArray().Select(record => record.GetRawText())];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
