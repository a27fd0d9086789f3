using Serilog;
using Serilog.Formatting;
using Serilog.Sinks.Elasticsearch;

namespace ActivityLogForwarder.Operations.Logs.Elasticsearch;

/// <summary>The program's own log to Elasticsearch, as far as it gets there: what is refused or cannot be sent is lost.</summary>
internal static class ElasticsearchLog
{
    /// <summary>An index a month.</summary>
    private const string Index = "activity-log-forwarder-{0:yyyy.MM}";

    public static void Add(LoggerConfiguration configuration, Uri url, ITextFormatter formatter) =>
        configuration.WriteTo.Elasticsearch(new ElasticsearchSinkOptions(url)
        {
            IndexFormat = Index,
            // Elasticsearch 8 has no types.
            TypeName = null,
            AutoRegisterTemplate = false,
            // It would ask the server before the first line.
            DetectElasticsearchVersion = false,
            BatchAction = ElasticOpType.Create,
            CustomFormatter = formatter,
            EmitEventFailure = EmitEventFailureHandling.WriteToSelfLog,
        });
}
