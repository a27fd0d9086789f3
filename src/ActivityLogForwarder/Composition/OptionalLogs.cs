using ActivityLogForwarder.Configuration.Sections;
#if OPTIONAL_ADAPTERS
using System.Runtime.CompilerServices;
using ActivityLogForwarder.Operations.Logs.Elasticsearch;
using ActivityLogForwarder.Operations.Logs.Syslog;
#endif
using Serilog;
using Serilog.Formatting;

namespace ActivityLogForwarder.Composition;

/// <summary>The targets of the own log that only builds with <c>-p:OptionalAdapters=true</c> have; others refuse their configuration.</summary>
internal static class OptionalLogs
{
    public static IReadOnlyList<Action<LoggerConfiguration, ITextFormatter>> Of(LogOptions options)
    {
        var targets = new List<Action<LoggerConfiguration, ITextFormatter>>();
#if OPTIONAL_ADAPTERS
        // Native code leaves the package out, and refuses its configuration.
        if (RuntimeFeature.IsDynamicCodeSupported && options.Elasticsearch is { } url)
            targets.Add((configuration, formatter) => ElasticsearchLog.Add(configuration, url, formatter));
        if (options.Syslog is (var host, var port))
            targets.Add((configuration, formatter) => SyslogLog.Add(configuration, host, port, formatter));
#endif
        return targets;
    }
}
