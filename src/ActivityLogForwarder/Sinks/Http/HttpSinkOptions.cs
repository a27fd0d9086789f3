using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Http;

/// <summary>Where and how batches are posted.</summary>
public sealed record HttpSinkOptions
{
    private static readonly string[] SecretWords = ["auth", "cookie", "key", "secret", "token"];

    /// <summary>The keys.</summary>
    public static readonly OptionGroup Description = new(
    [
        new("url", OptionKind.Url, "Address that batches are sent to.") { IsRequired = true, Choices = ["https", "http"] },
        new("method", OptionKind.Choice, "Method of the requests.") { Default = "POST", Choices = ["POST", "PUT", "PATCH"] },
        new("headers", OptionKind.TextMap, "Headers of every request; those that are secret belong into headersFile."),
        new("headersFile", OptionKind.Path, "File of more headers, one Name: value a line, read again when it changes."),
        new("contentType", OptionKind.Choice, "One record a line, or one JSON array a request.") { Default = "ndjson", Choices = ["ndjson", "json-array"] },
        .. HttpAuthentication.Options,
        new("compression", OptionKind.Choice, "How request bodies are compressed.") { Default = "none", Choices = ["none", "gzip"] },
        TlsOptions.Description,
        Plaintext.Option,
    ])
    { Check = Check };

    /// <summary>The address, with its query.</summary>
    public required Uri Url { get; init; }

    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>Headers of every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>File of more headers, which go before <see cref="Headers"/>; null: none.</summary>
    public string? HeadersFile { get; init; }

    /// <summary>Whether a request's body is one JSON array instead of one record a line.</summary>
    public bool IsArray { get; init; }

    public HttpAuthentication Authentication { get; init; } = new();

    /// <summary>Whether request bodies are compressed with gzip.</summary>
    public bool Gzip { get; init; }

    public TlsOptions Tls { get; init; } = new();

    /// <summary>Time for a whole exchange.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    public static HttpSinkOptions From(OptionValues values) => new()
    {
        Url = values.Url("url"),
        Method = new HttpMethod(values.Text("method")),
        Headers = values.TextMap("headers"),
        HeadersFile = values.TextOrNull("headersFile"),
        IsArray = values.Text("contentType") == "json-array",
        Authentication = HttpAuthentication.From(values),
        Gzip = values.Text("compression") == "gzip",
        Tls = TlsOptions.From(values.Group("tls")),
    };

    private static void Check(OptionValues values, Action<string, string> report)
    {
        var url = values.Url("url");
        if (url.Fragment.Length > 0)
            report("url", "an address to send to has no fragment (#…)");
        if (values.Text("contentType") == "json-array" && values.IsGiven("format") && values.Text("format") is "cef" or "leef")
            report("contentType", "a JSON array holds only records in a JSON format; use ndjson, or another format");
        HttpAuthentication.Check(values, report);
        var headers = values.TextMap("headers");
        foreach (var (name, value) in headers)
        {
            if (HeaderLine.Problem(name, value) is { } problem)
                report($"headers.{name}", problem);
        }

        if (HttpAuthentication.IsGiven(values) && headers.Keys.Any(name => name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)))
            report("headers.Authorization", "apiKey, or username and password, make this header; give one of them");
        Plaintext.Check(
            values, "url", [url],
            HttpAuthentication.IsGiven(values) || values.IsGiven("headersFile") || headers.Keys.Any(IsSecret), report);
    }

    private static bool IsSecret(string name) => SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
