using System.Buffers;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>Where and how documents are indexed.</summary>
public sealed record ElasticsearchOptions
{
    private static readonly SearchValues<char> ForbiddenInNames = SearchValues.Create("\\/*?\"<>| ,#:");

    /// <summary>The keys.</summary>
    public static readonly OptionGroup Description = new(
    [
        new("urls", OptionKind.UrlList, "Addresses of the cluster's nodes, asked in turn; one that cannot be reached is left out for a while.") { IsRequired = true, Choices = ["https", "http"] },
        new("dataStream", OptionKind.Template, "Data stream to write to.") { Default = MapperSettings.DefaultDataStream.Text },
        new("index", OptionKind.Template, "Index to write to instead of a data stream."),
        .. HttpAuthentication.Options,
        new("compression", OptionKind.Choice, "How request bodies are compressed.") { Default = "none", Choices = ["none", "gzip"] },
        new("pipeline", OptionKind.Text, "Ingest pipeline that documents go through."),
        TlsOptions.Description,
        Plaintext.Option,
    ])
    { Check = Check };

    /// <summary>Base addresses of the cluster's nodes, at least one.</summary>
    public required IReadOnlyList<Uri> Urls { get; init; }

    /// <summary>The data stream written to; null with <see cref="Index"/>.</summary>
    public Template? DataStream { get; init; } = MapperSettings.DefaultDataStream;

    /// <summary>The index written to; null: <see cref="DataStream"/>.</summary>
    public Template? Index { get; init; }

    public HttpAuthentication Authentication { get; init; } = new();

    /// <summary>Whether request bodies are compressed with gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>Ingest pipeline; null: as the index says.</summary>
    public string? Pipeline { get; init; }

    public TlsOptions Tls { get; init; } = new();

    /// <summary>Time for a whole exchange.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The index or data stream, whichever it is.</summary>
    public Template Target => Index ?? DataStream ?? MapperSettings.DefaultDataStream;

    public static ElasticsearchOptions From(OptionValues values) => new()
    {
        Urls = values.Urls("urls"),
        DataStream = values.TextOrNull("index") is null ? values.Template("dataStream") : null,
        Index = values.TextOrNull("index") is { } index ? new Template(index) : null,
        Authentication = HttpAuthentication.From(values),
        Gzip = values.Text("compression") == "gzip",
        Pipeline = values.TextOrNull("pipeline"),
        Tls = TlsOptions.From(values.Group("tls")),
    };

    private static void Check(OptionValues values, Action<string, string> report)
    {
        var urls = values.Urls("urls");
        if (urls.Count == 0)
            report("urls", "is empty; name at least one node");
        if (urls.Select(url => url.AbsoluteUri.TrimEnd('/')).Distinct(StringComparer.Ordinal).Count() < urls.Count)
            report("urls", "names a node twice");
        if (urls.Any(url => url.Query.Length > 0 || url.Fragment.Length > 0))
            report("urls", "a URL of the cluster has no query and no fragment");
        if (values.IsGiven("index") && values.IsGiven("dataStream"))
            report("index", "give either index or dataStream, not both");
        CheckName(values, "index", report);
        CheckName(values, "dataStream", report);
        HttpAuthentication.Check(values, report);
        Plaintext.Check(values, "urls", urls, HttpAuthentication.IsGiven(values), report);
    }

    // The rules of "Create index" in the Elasticsearch reference; account names are folded to lower case later on.
    private static void CheckName(OptionValues values, string key, Action<string, string> report)
    {
        if (values.TextOrNull(key) is not { } text)
            return;
        var name = Template.Placeholders.Aggregate(text, (rest, placeholder) => rest.Replace(placeholder, "x", StringComparison.Ordinal));
        if (name.Length is 0 or > 200 || name[0] is '-' or '_' or '+' or '.' || name.Any(char.IsAsciiLetterUpper)
            || name.AsSpan().ContainsAny(ForbiddenInNames) || name.Any(char.IsControl))
            report(key, "not a name of an index: lower case, without \\ / * ? \" < > | , # : or spaces, not beginning with - _ + or .");
    }
}
