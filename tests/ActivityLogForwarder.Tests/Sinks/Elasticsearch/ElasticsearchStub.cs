using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

/// <summary>
/// An Elasticsearch on loopback as far as the bulk API goes, as strict as its reference says: NDJSON ends in a line
/// break, data streams take only <c>create</c> and need <c>@timestamp</c>, ids are unique per backing index, answers
/// stand in the order of the request. Everything in <see cref="Faults"/> may be changed while it runs.
/// </summary>
public sealed partial class ElasticsearchStub : IAsyncDisposable
{
    private static readonly string[] Parameters = ["filter_path", "pipeline", "refresh", "timeout", "pretty", "human", "error_trace"];

    private static readonly string[] MediaTypes =
        ["application/x-ndjson", "application/json", "application/vnd.elasticsearch+json", "application/vnd.elasticsearch+x-ndjson"];

    private readonly X509Certificate2? _certificate;
    private WebApplication? _server;
    private int _port;
    private long _requests;
    private long _asked;

    private ElasticsearchStub(X509Certificate2? certificate, StubIndices indices) => (_certificate, Indices) = (certificate, indices);

    public StubFaults Faults { get; } = new();

    public StubIndices Indices { get; }

    /// <summary>What <c>setup</c> asks for.</summary>
    public StubSetup Setup { get; } = new();

    /// <summary>The encoded API key that is let in; null with no <see cref="Basic"/>: anyone.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The <c>user:password</c> that is let in.</summary>
    public string? Basic { get; set; }

    /// <summary>What the credential may do, for <c>_has_privileges</c>; null: security is switched off.</summary>
    public IReadOnlyList<string>? Privileges { get; set; }

    public string Version { get; set; } = "8.15.3";

    public bool IsOpenSearch { get; set; }

    public long MaxContentLength { get; set; } = 100 * 1024 * 1024;

    /// <summary>The path below which it answers, as behind a proxy.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The only ingest pipeline there is; null: any.</summary>
    public string? Pipeline { get; set; }

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{_port}{Prefix}");

    /// <summary>Bulk requests that were let in.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Requests of any kind, refused ones included.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    /// <summary>Every request in its order, as method and path below <see cref="Prefix"/>.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>The query of the last bulk request.</summary>
    public string LastQuery { get; private set; } = "";

    /// <summary>Whether the last bulk request was compressed.</summary>
    public bool LastWasCompressed { get; private set; }

    /// <param name="certificate">For TLS.</param>
    /// <param name="indices">Those of another node of the same cluster; null: its own.</param>
    /// <param name="prefix">The <see cref="Prefix"/>.</param>
    public static async Task<ElasticsearchStub> StartAsync(X509Certificate2? certificate = null, StubIndices? indices = null, string prefix = "")
    {
        var stub = new ElasticsearchStub(certificate, indices ?? new StubIndices()) { Prefix = prefix };
        await stub.UpAsync();
        return stub;
    }

    /// <summary>Listens again, at the same port.</summary>
    public async Task UpAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, _port, listen =>
            {
                if (_certificate is not null)
                    listen.UseHttps(_certificate);
            });
        });
        if (_certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync();
        _port = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>Stops listening and drops every connection.</summary>
    public async Task DownAsync()
    {
        if (_server is null)
            return;
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        try
        {
            await _server.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Connections are dropped rather than waited for, as asked.
        }

        await _server.DisposeAsync();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await DownAsync();
        _certificate?.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch";
        var path = context.Request.Path.Value ?? "/";
        if (!path.StartsWith(Prefix + "/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 404;
            return;
        }

        path = path[Prefix.Length..];
        Log.Enqueue($"{context.Request.Method} {path}");
        if (Refusal(context.Request) is { } refusal)
            await ErrorAsync(context, refusal.Status, refusal.Type);
        else if (path == "/" && HttpMethods.IsGet(context.Request.Method))
            await JsonAsync(context, 200, $$$"""{"name":"stub","version":{"number":"{{{Version}}}"{{{(IsOpenSearch ? ",\"distribution\":\"opensearch\"" : "")}}}},"tagline":"You Know, for Search"}""");
        else if (path == "/_security/user/_has_privileges")
            await HasPrivilegesAsync(context);
        else if (await Setup.AnswerAsync(context, path, IsOpenSearch))
            return;
        else if (HttpMethods.IsHead(context.Request.Method))
            context.Response.StatusCode = Indices.Exists(path.Trim('/')) ? 200 : 404;
        else if (BulkPath().Match(path) is { Success: true } match && (HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPut(context.Request.Method)))
            await BulkAsync(context, match.Groups["index"].Value);
        else
            await ErrorAsync(context, 405, "illegal_argument_exception");
    }

    private (int Status, string Type)? Refusal(HttpRequest request)
    {
        if (ApiKey is null && Basic is null)
            return null;
        var shown = request.Headers.Authorization.ToString();
        return (ApiKey is not null && shown == "ApiKey " + ApiKey)
            || (Basic is not null && shown == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Basic)))
            ? null : (401, "security_exception");
    }

    private async Task HasPrivilegesAsync(HttpContext context)
    {
        if (Privileges is null || IsOpenSearch)
        {
            await ErrorAsync(context, 400, "illegal_argument_exception");
            return;
        }

        using var asked = await System.Text.Json.JsonDocument.ParseAsync(context.Request.Body);
        var name = asked.RootElement.GetProperty("index")[0].GetProperty("names")[0].GetString();
        var privileges = asked.RootElement.GetProperty("index")[0].GetProperty("privileges").EnumerateArray()
            .Select(privilege => $"\"{privilege}\":{(Privileges.Contains(privilege.GetString()!) ? "true" : "false")}");
        var granted = "{" + string.Join(',', privileges) + "}";
        await JsonAsync(context, 200, $$$"""{"username":"u","has_all_requested":false,"cluster":{},"index":{"{{{name}}}":{{{granted}}} },"application":{}}""");
    }

    private async Task BulkAsync(HttpContext context, string index)
    {
        var request = context.Request;
        LastQuery = request.QueryString.Value ?? "";
        LastWasCompressed = request.Headers.ContentEncoding == "gzip";
        if (request.ContentLength > MaxContentLength)
        {
            context.Response.Headers.Connection = "close";
            context.Response.StatusCode = 413;
            return;
        }

        if (request.Query.Keys.FirstOrDefault(key => !Parameters.Contains(key)) is not null)
        {
            await ErrorAsync(context, 400, "illegal_argument_exception");
            return;
        }

        if (Pipeline is not null && request.Query["pipeline"] != Pipeline)
        {
            await ErrorAsync(context, 400, "illegal_argument_exception");
            return;
        }

        if (!MediaTypes.Contains(request.ContentType?.Split(';')[0].Trim()))
        {
            await ErrorAsync(context, 406, "media_type_header_exception");
            return;
        }

        using var body = new Utf8Buffer(1 << 20);
        await using (var stream = LastWasCompressed ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body)
        {
            int read;
            while ((read = await stream.ReadAsync(body.GetMemory(1 << 16))) > 0)
                body.Advance(read);
        }

        await Faults.WaitAsync(context.RequestAborted);
        if (await Faults.AnswerAsync(context))
            return;
        if (body.Length > MaxContentLength)
        {
            context.Response.StatusCode = 413;
            return;
        }

        if (!StubBulk.TryRead(body.Written, index, out var operations, out var error))
        {
            await ErrorAsync(context, 400, error);
            return;
        }

        Interlocked.Increment(ref _requests);
        using var answer = new Utf8Buffer();
        StubAnswer.Write(answer, Indices.Apply(operations, Faults), request.Query["filter_path"].ToString(), Faults);
        await Faults.SendAsync(context, answer.Written);
    }

    private static Task ErrorAsync(HttpContext context, int status, string type)
    {
        if (status == 401)
            context.Response.Headers.WWWAuthenticate = "ApiKey";
        return JsonAsync(context, status, string.Create(CultureInfo.InvariantCulture, $$$"""{"error":{"root_cause":[],"type":"{{{type}}}","reason":"as it is"},"status":{{{status}}}}"""));
    }

    private static Task JsonAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    [GeneratedRegex("^(/(?<index>[^/_][^/]*))?/_bulk/?$")]
    private static partial Regex BulkPath();
}
