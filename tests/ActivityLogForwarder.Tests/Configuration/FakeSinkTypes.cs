using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Configuration;

/// <summary>Kinds of sinks with options of every kind, independent of the real ones.</summary>
internal static class FakeSinkTypes
{
    public static readonly IReadOnlyList<string> Formats = ["ecs", "raw"];

    public static readonly IReadOnlyList<SinkType> All =
    [
        new("elasticsearch", "ecs", Elasticsearch(), Never),
        new("file", "raw", FileOptions(), Never),
        new("http", "ecs", new OptionGroup([new("headers", OptionKind.TextMap, "Headers.")]), Never),
        new("stdout", "raw", new OptionGroup([]), Never) { DefaultBatchBytes = "1MB" },
    ];

    private static OptionGroup Elasticsearch() => new(
    [
        new("urls", OptionKind.UrlList, "Addresses of the nodes.") { IsRequired = true, Choices = ["https", "http"] },
        new("dataStream", OptionKind.Template, "Data stream.") { Default = "logs-ionos.activity-default" },
        new("index", OptionKind.Template, "Index, in the place of a data stream."),
        new("apiKey", OptionKind.Secret, "API key."),
        new("username", OptionKind.Text, "User name."),
        new("password", OptionKind.Secret, "Password."),
        new("compression", OptionKind.Choice, "Compression.") { Default = "none", Choices = ["none", "gzip"] },
        new("pipeline", OptionKind.Text, "Ingest pipeline."),
        Plaintext.Option,
        TlsOptions.Description,
    ])
    {
        Check = (values, report) =>
        {
            if (values.IsGiven("dataStream") && values.IsGiven("index"))
                report("index", "give either dataStream or index, not both");
            Plaintext.Check(values, "urls", values.Urls("urls"), values.Secret("apiKey") is not null, report);
        },
    };

    private static OptionGroup FileOptions() => new(
    [
        new("path", OptionKind.Template, "File.") { IsRequired = true },
        new("fsync", OptionKind.Boolean, "Flush to the disk.") { Default = "true" },
        new("rotate", OptionKind.Group, "Rotation.")
        {
            Group = new OptionGroup(
            [
                new("maxBytes", OptionKind.Size, "Size of one file.") { IsRequired = true, Min = "1KB" },
                new("keep", OptionKind.Integer, "Files kept.") { IsRequired = true, Min = "1", Max = "10000" },
            ]),
        },
    ]);

    private static ISink Never(SinkSettings settings) => throw new InvalidOperationException("Reading a configuration creates no sink.");
}
