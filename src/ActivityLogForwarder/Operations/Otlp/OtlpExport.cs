using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Metrics;
using ActivityLogForwarder.Transport;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActivityLogForwarder.Operations.Otlp;

/// <summary>
/// Sends metrics and spans to a collector, from threads of its own: what the collector does not take in time is
/// dropped, and nothing waits for it but the end of the program, for a moment.
/// </summary>
public sealed class OtlpExport : IDisposable
{
    private const int LastExportMilliseconds = 1000;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Uri _endpoint;
    private readonly TlsOptions _tls;
    private readonly CollectorWatch _watch;
    private readonly MeterProvider _meters;
    private readonly TracerProvider _tracers;

    /// <param name="endpoint">The collector's base address.</param>
    /// <param name="tls">How it is trusted.</param>
    /// <param name="metrics">What is exported; gauges of the status are added to its meter.</param>
    /// <param name="status">Where the gauges are read off.</param>
    /// <param name="log">Told when the collector goes and comes back.</param>
    /// <param name="clock">The clock.</param>
    public OtlpExport(Uri endpoint, TlsOptions tls, ForwarderMetrics metrics, Func<ForwarderStatus> status, ILogger log, TimeProvider clock)
    {
        _endpoint = endpoint;
        _tls = tls;
        _watch = new CollectorWatch(log, endpoint.Authority);
        GaugeInstruments.Add(metrics, status, clock);
        var resource = ResourceBuilder.CreateDefault().AddService("activity-log-forwarder", serviceVersion: ProcessMetrics.Version);
        _meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(ForwarderMetrics.MeterName, "System.Runtime")
            .AddOtlpExporter(exporter => Configure(exporter, "v1/metrics"))
            .Build();
        _tracers = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new AlwaysOnSampler())
            .AddSource(ForwarderTraces.SourceName)
            .AddOtlpExporter(exporter => Configure(exporter, "v1/traces"))
            .Build();
    }

    /// <summary>Sends what is left, for at most a second each.</summary>
    public void Dispose()
    {
        _watch.IsEnding = true;
        _tracers.Shutdown(LastExportMilliseconds);
        _meters.Shutdown(LastExportMilliseconds);
        _tracers.Dispose();
        _meters.Dispose();
    }

    private void Configure(OtlpExporterOptions exporter, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri($"{_endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
        exporter.TimeoutMilliseconds = (int)Timeout.TotalMilliseconds;
        // Credentials come from the configuration alone, which has none for a collector.
        exporter.Headers = "";
        exporter.HttpClientFactory = () =>
            new HttpClient(_watch.Around(HttpTransport.CreateHandler(_tls))) { Timeout = Timeout };
    }
}
