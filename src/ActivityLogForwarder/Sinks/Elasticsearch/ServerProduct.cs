using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>What a server says it is. Asked by <c>validate --connect</c> and <c>setup</c> alone, never by a running forwarder.</summary>
/// <param name="IsOpenSearch">OpenSearch; otherwise Elasticsearch.</param>
/// <param name="Version">Its version: major and minor.</param>
public sealed record ServerProduct(bool IsOpenSearch, Version Version)
{
    public static readonly ServerProduct NewestElasticsearch = new(false, new Version(9, 0));

    public static readonly ServerProduct NewestOpenSearch = new(true, new Version(3, 0));

    /// <summary>Bytes that answers of administrative requests may have.</summary>
    internal const int AnswerLimit = 1 << 20;

    public override string ToString() => $"{(IsOpenSearch ? "OpenSearch" : "Elasticsearch")} {Version}";

    /// <summary>Asks the server; null where the credential may not ask.</summary>
    /// <exception cref="SinkException">It cannot be reached, refuses the credential, is something else, or is too old.</exception>
    public static async Task<ServerProduct?> AskAsync(HttpEndpoint http, Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url.Below(""));
        using var answer = await http.SendAsync(request, AnswerLimit, cancellationToken).ConfigureAwait(false);
        if (answer.Status == 403)
            return null;
        if (!answer.IsSuccess)
            throw HttpFailures.From(answer.Status, answer.RetryAfter, url);
        using var document = Parse(answer, url);
        if (!TryRead(document.RootElement, out var product))
            throw NotElasticsearch(url);
        if (product.Version.Major < (product.IsOpenSearch ? 2 : 8))
            throw new SinkException("version", $"{url.Authority} is too old; Elasticsearch 8 and 9, OpenSearch 2 and 3 are supported.");
        return product;
    }

    /// <summary>An answer as the object that it must be.</summary>
    /// <exception cref="SinkException">It is none.</exception>
    internal static JsonDocument Parse(HttpAnswer answer, Uri url)
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

    private static bool TryRead(JsonElement answer, [NotNullWhen(true)] out ServerProduct? product)
    {
        product = null;
        if (!answer.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Object
            || !version.TryGetProperty("number", out var number) || number.ValueKind != JsonValueKind.String)
            return false;
        // Also 9.0.0-SNAPSHOT, or a bare 9.
        var parts = number.GetString()!.Split('.', '-');
        if (!int.TryParse(parts[0], out var major) || major < 0)
            return false;
        var minor = parts.Length > 1 && int.TryParse(parts[1], out var given) && given >= 0 ? given : 0;
        var isOpenSearch = version.TryGetProperty("distribution", out var distribution) && distribution.ValueKind == JsonValueKind.String
            && distribution.ValueEquals("opensearch");
        product = new ServerProduct(isOpenSearch, new Version(major, minor));
        return true;
    }

    private static SinkException NotElasticsearch(Uri url, Exception? inner = null) =>
        new("not-elasticsearch", $"{url.Authority} answers, but not as Elasticsearch or OpenSearch.", innerException: inner);
}
