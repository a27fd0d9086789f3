using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>The forwarder's own log, on standard error: the section <c>log</c>.</summary>
public sealed record LogOptions
{
    private static readonly Dictionary<string, LogLevel> Levels = new()
    {
        ["trace"] = LogLevel.Trace,
        ["debug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    };

    internal static readonly Option Description = new("log", OptionKind.Group, "The forwarder's own log, on standard error.")
    {
        Group = new OptionGroup(
        [
            new("level", OptionKind.Choice, "The least level that is logged.") { Default = "info", Choices = [.. Levels.Keys] },
            new("format", OptionKind.Choice, "Lines for people, or one JSON object a line.") { Default = "text", Choices = ["text", "json"] },
            new("elasticsearch", OptionKind.Group, "The forwarder's own log to Elasticsearch; only in builds with -p:OptionalAdapters=true that are not native code.")
            {
                Group = OptionalAdapters.Target("Elasticsearch target for its own log",
                [
                    new("url", OptionKind.Url, "Address of the server.") { IsRequired = true, Choices = ["https", "http"] },
                ], makesCode: true),
            },
            new("syslog", OptionKind.Group, "The forwarder's own log by syslog (UDP); only in builds with -p:OptionalAdapters=true.")
            {
                Group = OptionalAdapters.Target("syslog target for its own log",
                [
                    new("host", OptionKind.Text, "Name or address of the receiver.") { IsRequired = true },
                    new("port", OptionKind.Integer, "Its UDP port.") { Default = "514", Min = "1", Max = "65535" },
                ]),
            },
        ]),
    };

    /// <summary>The least level that is logged.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>One JSON object a line rather than lines for people.</summary>
    public bool IsJson { get; init; }

    /// <summary>The Elasticsearch that the log goes to as well; null: none.</summary>
    public Uri? Elasticsearch { get; init; }

    /// <summary>Host and UDP port of the syslog receiver that the log goes to as well; null: none.</summary>
    public (string Host, int Port)? Syslog { get; init; }

    internal static LogOptions From(OptionValues values) => new()
    {
        Level = Levels[values.Text("level")],
        IsJson = values.Text("format") == "json",
        Elasticsearch = values.IsGiven("elasticsearch") ? values.Group("elasticsearch")!.Url("url") : null,
        Syslog = values.IsGiven("syslog") ? (values.Group("syslog")!.Text("host"), (int)values.Group("syslog")!.Integer("port")) : null,
    };
}
