using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

/// <summary>Templates and lifecycle policies, kept as they were put.</summary>
public sealed class StubSetup
{
    private static readonly string[] Templates = ["/_component_template/", "/_index_template/"];
    private int _sequence;

    /// <summary>By its path.</summary>
    public ConcurrentDictionary<string, JsonNode> Installed { get; } = new();

    /// <summary>Whether there are lifecycle policies, as in every server but the smallest.</summary>
    public bool HasLifecycle { get; set; } = true;

    /// <summary>Whether the template of logs that Elasticsearch brings is there; OpenSearch has none.</summary>
    public bool HasBuiltInTemplate { get; set; } = true;

    /// <summary>The reason by which everything that is put is refused.</summary>
    public string? Refusal { get; set; }

    internal async Task<bool> AnswerAsync(HttpContext context, string path, bool isOpenSearch)
    {
        if (path == "/_index_template" && HttpMethods.IsGet(context.Request.Method))
        {
            await WriteAsync(context, 200, List(isOpenSearch));
            return true;
        }

        var policies = isOpenSearch ? "/_plugins/_ism/policies/" : "/_ilm/policy/";
        var isPolicy = path.StartsWith(policies, StringComparison.Ordinal);
        if (!isPolicy && !Templates.Any(start => path.StartsWith(start, StringComparison.Ordinal)))
            return false;
        if (isPolicy && !HasLifecycle)
            await WriteAsync(context, 400, new JsonObject { ["error"] = $"no handler found for uri [{path}]" });
        else if (HttpMethods.IsGet(context.Request.Method))
            await GetAsync(context, path);
        else if (HttpMethods.IsPut(context.Request.Method))
            await PutAsync(context, path, isPolicy && isOpenSearch);
        else
            context.Response.StatusCode = 405;
        return true;
    }

    private async Task GetAsync(HttpContext context, string path)
    {
        if (Installed.TryGetValue(path, out var body))
            await WriteAsync(context, 200, new JsonObject { ["_seq_no"] = _sequence, ["_primary_term"] = 1, ["body"] = body.DeepClone() });
        else
            context.Response.StatusCode = 404;
    }

    private async Task PutAsync(HttpContext context, string path, bool needsSequence)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body);
        if (Refusal is not null)
        {
            await WriteAsync(context, 400, new JsonObject { ["error"] = new JsonObject { ["type"] = "illegal_argument_exception", ["reason"] = Refusal } });
            return;
        }

        if (needsSequence && Installed.ContainsKey(path) && context.Request.Query["if_seq_no"] != _sequence.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            context.Response.StatusCode = 409;
            return;
        }

        _sequence++;
        Installed[path] = body!;
        await WriteAsync(context, 200, new JsonObject { ["acknowledged"] = true });
    }

    private JsonObject List(bool isOpenSearch)
    {
        var templates = Installed.Where(pair => pair.Key.StartsWith(Templates[1], StringComparison.Ordinal)).Select(pair => pair.Value.DeepClone().AsObject()).ToList();
        if (HasBuiltInTemplate && !isOpenSearch)
            templates.Add(new JsonObject { ["index_patterns"] = new JsonArray("logs-*-*"), ["data_stream"] = new JsonObject() });
        return templates.Count == 0 ? []
            : new JsonObject { ["index_templates"] = new JsonArray([.. templates.Select(template => new JsonObject { ["index_template"] = template })]) };
    }

    private static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(JsonSerializerOptions.Default));
    }
}
