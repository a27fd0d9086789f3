using System.Net.Http.Json;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>
/// Whether documents could be written, found out by reading alone. What a credential may not ask, and what a server
/// without security or OpenSearch does not know, says nothing against it.
/// </summary>
internal static class ElasticsearchCheck
{
    private const int AnswerLimit = 1 << 20;

    private static readonly string[] Privileges = ["create_doc", "auto_configure"];

    /// <exception cref="SinkException">Documents could not be written.</exception>
    public static async Task RunAsync(HttpEndpoint http, ElasticsearchOptions options, CancellationToken cancellationToken)
    {
        // Placeholders become wildcards: the privilege must cover every name.
        var target = Template.Placeholders.Aggregate(options.Target.Text, (text, placeholder) => text.Replace(placeholder, "*", StringComparison.Ordinal));
        await CheckProductAsync(http, options.Url, cancellationToken).ConfigureAwait(false);
        var mayCreate = await CheckPrivilegesAsync(http, options.Url, target, cancellationToken).ConfigureAwait(false);
        if (!options.Target.IsConstant)
            return;
        using var head = new HttpRequestMessage(HttpMethod.Head, options.Url.Below(Uri.EscapeDataString(target)));
        using var answer = await http.SendAsync(head, AnswerLimit, cancellationToken).ConfigureAwait(false);
        if (answer.Status == 404 && mayCreate == false)
            throw new SinkException("target-missing", $"{target} does not exist and the credential may not create it (auto_configure).");
        if (answer is { IsSuccess: false, Status: not (403 or 404) })
            throw HttpFailures.From(answer.Status, answer.RetryAfter, options.Url);
    }

    private static async Task CheckProductAsync(HttpEndpoint http, Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url.Below(""));
        using var answer = await http.SendAsync(request, AnswerLimit, cancellationToken).ConfigureAwait(false);
        if (answer.Status == 403)
            return;
        if (!answer.IsSuccess)
            throw HttpFailures.From(answer.Status, answer.RetryAfter, url);
        using var document = Parse(answer, url);
        if (!document.RootElement.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Object
            || !version.TryGetProperty("number", out var number) || number.ValueKind != JsonValueKind.String
            || !int.TryParse(number.GetString()!.Split('.')[0], out var major))
            throw NotElasticsearch(url);
        var isOpenSearch = version.TryGetProperty("distribution", out var distribution) && distribution.ValueEquals("opensearch");
        if (major < (isOpenSearch ? 2 : 8))
            throw new SinkException("version", $"{url.Authority} is too old; Elasticsearch 8 and 9, OpenSearch 2 and 3 are supported.");
    }

    // Whether the credential may create the target by writing to it; null where the server does not say.
    private static async Task<bool?> CheckPrivilegesAsync(
        HttpEndpoint http, Uri url, string target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url.Below("_security/user/_has_privileges"));
        request.Content = JsonContent.Create(
            new { index = new[] { new { names = new[] { target }, privileges = Privileges } } });
        using var answer = await http.SendAsync(request, AnswerLimit, cancellationToken).ConfigureAwait(false);
        if (answer.Status == 401)
            throw HttpFailures.From(answer.Status, answer.RetryAfter, url);
        if (!answer.IsSuccess)
            return null;
        using var document = Parse(answer, url);
        if (!document.RootElement.TryGetProperty("index", out var index) || index.ValueKind != JsonValueKind.Object
            || !index.TryGetProperty(target, out var privileges) || privileges.ValueKind != JsonValueKind.Object)
            return null;
        if (privileges.TryGetProperty("create_doc", out var write) && write.ValueKind == JsonValueKind.False)
            throw new SinkException("forbidden", $"The credential may not write to {target} (create_doc).");
        return privileges.TryGetProperty("auto_configure", out var create) ? create.ValueKind == JsonValueKind.True : null;
    }

    private static JsonDocument Parse(HttpAnswer answer, Uri url)
    {
        try
        {
            var document = JsonDocument.Parse(answer.Body.Written);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException exception)
        {
            throw NotElasticsearch(url, exception);
        }

        throw NotElasticsearch(url);
    }

    private static SinkException NotElasticsearch(Uri url, Exception? inner = null) =>
        new("not-elasticsearch", $"{url.Authority} answers, but not as Elasticsearch or OpenSearch.", innerException: inner);
}
