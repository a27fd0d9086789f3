using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Splunk;

/// <summary>Which HTTP Event Collector events go to, and what is said of them beside the record.</summary>
public sealed record SplunkOptions
{
    /// <summary>The keys.</summary>
    public static readonly OptionGroup Description = new(
    [
        new("url", OptionKind.Url, "Address of the HTTP Event Collector, such as https://splunk:8088.") { IsRequired = true, Choices = ["https", "http"] },
        new("token", OptionKind.Secret, "Token of the collector.") { IsRequired = true },
        new("index", OptionKind.Template, "Index; without it the token's default."),
        new("sourcetype", OptionKind.Text, "Source type.") { Default = "ionos:activity" },
        new("source", OptionKind.Template, "Source; without it the token's default."),
        new("host", OptionKind.Text, "Host; without it Splunk's choice."),
        new("ack", OptionKind.Boolean, "Wait for the indexer acknowledgement; the token must have it switched on.") { Default = "false" },
        new("ackTimeout", OptionKind.Duration, "How long to wait for it before the batch is sent again.") { Default = "5m", Min = "1s", Max = "1h" },
        new("compression", OptionKind.Choice, "How request bodies are compressed.") { Default = "none", Choices = ["none", "gzip"] },
        TlsOptions.Description,
        Plaintext.Option,
    ])
    { Check = Check };

    /// <summary>The address under which <c>services/collector</c> is.</summary>
    public required Uri Url { get; init; }

    public required Secret Token { get; init; }

    /// <summary>The index; null: as the token says.</summary>
    public Template? Index { get; init; }

    public string SourceType { get; init; } = "ionos:activity";

    /// <summary>The source; null: as the token says.</summary>
    public Template? Source { get; init; }

    /// <summary>The host; null: as Splunk sees it.</summary>
    public string? Host { get; init; }

    /// <summary>Whether "accepted" is the indexer's word.</summary>
    public bool Ack { get; init; }

    /// <summary>How long to wait for an acknowledgement.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether request bodies are compressed with gzip.</summary>
    public bool Gzip { get; init; }

    public TlsOptions Tls { get; init; } = new();

    /// <summary>Time for a whole exchange, that for the acknowledgement not included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    public static SplunkOptions From(OptionValues values) => new()
    {
        Url = Base(values.Url("url")),
        Token = values.Secret("token")!,
        Index = values.TextOrNull("index") is { } index ? new Template(index) : null,
        SourceType = values.Text("sourcetype"),
        Source = values.TextOrNull("source") is { } source ? new Template(source) : null,
        Host = values.TextOrNull("host"),
        Ack = values.Boolean("ack"),
        AckTimeout = values.Duration("ackTimeout"),
        Gzip = values.Text("compression") == "gzip",
        Tls = TlsOptions.From(values.Group("tls")),
    };

    private static void Check(OptionValues values, Action<string, string> report)
    {
        var url = values.Url("url");
        if (url.Query.Length > 0 || url.Fragment.Length > 0)
            report("url", "the address of a collector has no query and no fragment; a channel is chosen by the sink");
        if (url.AbsolutePath.Contains("/services/collector/raw", StringComparison.Ordinal))
            report("url", "events go to /services/collector/event; leave the path out");
        if (values.IsGiven("ackTimeout") && !values.Boolean("ack"))
            report("ackTimeout", "means nothing without ack: true");
        Plaintext.Check(values, "url", [url], hasCredential: true, report);
    }

    // The address is often copied with the endpoint at its end.
    private static Uri Base(Uri url)
    {
        var at = url.AbsoluteUri.IndexOf("/services/collector", StringComparison.Ordinal);
        return at < 0 ? url : new Uri(url.AbsoluteUri[..at] + "/");
    }
}
