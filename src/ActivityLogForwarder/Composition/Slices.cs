using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Cef;
using ActivityLogForwarder.Mappers.Ecs;
using ActivityLogForwarder.Mappers.Leef;
using ActivityLogForwarder.Mappers.Ocsf;
using ActivityLogForwarder.Mappers.Raw;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Sinks.File;
using ActivityLogForwarder.Sinks.Http;
using ActivityLogForwarder.Sinks.Kafka;
using ActivityLogForwarder.Sinks.Splunk;
using ActivityLogForwarder.Sinks.Stdout;
using ActivityLogForwarder.Sinks.Syslog;

namespace ActivityLogForwarder.Composition;

/// <summary>Every sink and format there is: one line a slice.</summary>
public static class Slices
{
    public static readonly IReadOnlyList<SinkType> Sinks =
    [
        ElasticsearchSink.Type,
        FileSink.Type,
        HttpSink.Type,
        KafkaSink.Type,
        SplunkSink.Type,
        StdoutSink.Type,
        SyslogSink.Type,
    ];

    public static readonly IReadOnlyList<MapperType> Mappers =
    [
        CefMapper.Type,
        EcsMapper.Type,
        LeefMapper.Type,
        OcsfMapper.Type,
        RawMapper.Type,
    ];

    public static IReadOnlyList<string> Formats { get; } = [.. Mappers.Select(mapper => mapper.Format)];

    /// <summary>The mapper of a format.</summary>
    /// <exception cref="ArgumentException">There is no such format.</exception>
    public static IMapper CreateMapper(string format, MapperSettings settings) =>
        Mappers.FirstOrDefault(mapper => mapper.Format == format)?.Create(settings)
        ?? throw new ArgumentException($"There is no format '{format}'; there are {string.Join(", ", Formats)}.", nameof(format));
}
