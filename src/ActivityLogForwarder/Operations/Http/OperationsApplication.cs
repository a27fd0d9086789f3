using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Http.Page;
using ActivityLogForwarder.Operations.Metrics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace ActivityLogForwarder.Operations.Http;

/// <summary>The endpoints. Every answer is made from the status or the metrics; nothing is changed.</summary>
internal sealed class OperationsApplication(
    Guard guard, Func<ForwarderStatus> status, ForwarderMetrics metrics, MetricsCollector collector)
    : IHttpApplication<HttpContext>
{
    private const string Json = "application/json; charset=utf-8";
    private const string Text = "text/plain; charset=utf-8";
    private const string Page = "text/html; charset=utf-8";

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context)
    {
        var answer = Answer(context.Request);
        var response = context.Response;
        var headers = response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = StatusPage.ContentSecurityPolicy;
        if (answer.Status == StatusCodes.Status405MethodNotAllowed)
            headers.Allow = "GET, HEAD";

        var body = Encoding.UTF8.GetBytes(answer.Body);
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private Reply Answer(HttpRequest request)
    {
        if (!guard.AcceptsHost(request.Host))
            return Plain(StatusCodes.Status421MisdirectedRequest, "This server answers to localhost only.");
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return Plain(StatusCodes.Status405MethodNotAllowed, "GET and HEAD only.");

        var path = request.Path.Value ?? "";
        if ((path == "/" || path.StartsWith("/api/", StringComparison.Ordinal)) && !guard.AllowsStatus(request.Headers.Authorization))
            return Forbidden(request, path);
        return path switch
        {
            "/healthz" => Health(status()),
            "/readyz" => Ready(status()),
            "/metrics" => new(StatusCodes.Status200OK, PrometheusText.ContentType, Metrics(status())),
            "/api/status" => new(StatusCodes.Status200OK, Json, StatusDocument.Write(status())),
            "/" => new(StatusCodes.Status200OK, Page, StatusPage.Write(status(), PageQuery.Of(request.Query))),
            _ => Plain(StatusCodes.Status404NotFound, "There is /, /healthz, /readyz, /metrics and /api/status."),
        };
    }

    // A person gets a place to give the token, never a prompt of the browser's, which would keep it and send it along
    // with requests that other sites make.
    private Reply Forbidden(HttpRequest request, string path) =>
        path == "/" && guard.HasToken && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            ? new(StatusCodes.Status403Forbidden, Page, StatusPage.Door())
            : Plain(StatusCodes.Status403Forbidden, "Off loopback the status needs the bearer token of http.tokenFile.");

    private static Reply Health(ForwarderStatus now) => Readiness.IsAlive(now)
        ? Plain(StatusCodes.Status200OK, "ok")
        : Plain(StatusCodes.Status503ServiceUnavailable, $"The schedule stands still since {Spans.Text(now.LastTick)}.");

    private static Reply Ready(ForwarderStatus now)
    {
        var reasons = Readiness.Reasons(now);
        return new(
            reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, Json,
            StatusDocument.WriteReadiness(reasons));
    }

    private string Metrics(ForwarderStatus now)
    {
        var text = new PrometheusText();
        collector.WriteTo(text);
        StatusGauges.Write(text, now, metrics.LabelsContracts);
        ProcessMetrics.Write(text);
        return text.ToString();
    }

    private static Reply Plain(int status, string body) => new(status, Text, body + "\n");

    private readonly record struct Reply(int Status, string ContentType, string Body);
}
