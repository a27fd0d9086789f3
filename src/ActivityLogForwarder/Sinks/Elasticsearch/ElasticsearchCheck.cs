using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>
/// Whether documents could be written, found out by reading alone. What a credential may not ask, and what a server
/// without security or OpenSearch does not know, says nothing against it.
/// </summary>
internal static class ElasticsearchCheck
{
    private const string TemplatePath =
        "_index_template?filter_path=index_templates.index_template.index_patterns,index_templates.index_template.data_stream";

    /// <exception cref="SinkException">Documents could not be written.</exception>
    public static async Task RunAsync(HttpEndpoint http, ElasticsearchOptions options, CancellationToken cancellationToken)
    {
        foreach (var node in options.Urls)
            await ServerProduct.AskAsync(http, node, cancellationToken).ConfigureAwait(false);
        var url = options.Urls[0];
        // Placeholders become wildcards: the privilege must cover every name.
        var target = options.Target.Pattern();
        var mayCreate = await CheckPrivilegesAsync(http, url, target, cancellationToken).ConfigureAwait(false);
        if (!options.Target.IsConstant)
            return;
        using var head = new HttpRequestMessage(HttpMethod.Head, url.Below(Uri.EscapeDataString(target)));
        using var answer = await http.SendAsync(head, ServerProduct.AnswerLimit, cancellationToken).ConfigureAwait(false);
        if (answer is { IsSuccess: false, Status: not (403 or 404) })
            throw HttpFailures.From(answer.Status, answer.RetryAfter, url);
        if (answer.Status != 404)
            return;
        if (mayCreate == false)
            throw new SinkException("target-missing", $"{target} does not exist and the credential may not create it (auto_configure).");
        if (options.DataStream is not null && !await HasTemplateAsync(http, url, target, cancellationToken).ConfigureAwait(false))
            throw new SinkException("target-missing", $"The data stream {target} does not exist, and no index template would make it; run setup.");
    }

    // Whether the credential may create the target by writing to it; null where the server does not say.
    private static async Task<bool?> CheckPrivilegesAsync(
        HttpEndpoint http, Uri url, string target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url.Below("_security/user/_has_privileges"));
        var wanted = new JsonObject { ["names"] = new JsonArray(target), ["privileges"] = new JsonArray("create_doc", "auto_configure") };
        var body = new JsonObject { ["index"] = new JsonArray(wanted) };
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, ServerProduct.AnswerLimit, cancellationToken).ConfigureAwait(false);
        if (answer.Status == 401)
            throw HttpFailures.From(answer.Status, answer.RetryAfter, url);
        if (!answer.IsSuccess)
            return null;
        using var document = ServerProduct.Parse(answer, url);
        if (!document.RootElement.TryGetProperty("index", out var index) || index.ValueKind != JsonValueKind.Object
            || !index.TryGetProperty(target, out var privileges) || privileges.ValueKind != JsonValueKind.Object)
            return null;
        if (privileges.TryGetProperty("create_doc", out var write) && write.ValueKind == JsonValueKind.False)
            throw new SinkException("forbidden", $"The credential may not write to {target} (create_doc).");
        return privileges.TryGetProperty("auto_configure", out var create) ? create.ValueKind == JsonValueKind.True : null;
    }

    // Without such a template the first write would make a plain index of that name. True also where nobody says.
    private static async Task<bool> HasTemplateAsync(HttpEndpoint http, Uri url, string target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url.Below(TemplatePath));
        using var answer = await http.SendAsync(request, ServerProduct.AnswerLimit, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
            return true;
        using var document = ServerProduct.Parse(answer, url);
        try
        {
            // What the filter leaves empty is left out.
            return document.RootElement.TryGetProperty("index_templates", out var templates) && templates.EnumerateArray()
                .Select(template => template.GetProperty("index_template"))
                .Any(template => template.TryGetProperty("data_stream", out _) && template.TryGetProperty("index_patterns", out var patterns)
                    && patterns.EnumerateArray().Any(pattern => Matches(pattern.GetString(), target)));
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
        {
            // In words that are not known here.
            return true;
        }
    }

    private static bool Matches(string? pattern, string name) =>
        pattern is not null && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
