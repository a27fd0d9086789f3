using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>Where metrics and traces go besides <c>/metrics</c>: the section <c>otlp</c>.</summary>
public sealed record OtlpOptions
{
    internal static readonly Option Description = new("otlp", OptionKind.Group, "Metrics and traces to an OpenTelemetry collector, by OTLP over HTTP (protobuf); without this section nothing is sent.")
    {
        Group = new OptionGroup(
        [
            new("endpoint", OptionKind.Url, "Base address of the collector, such as http://localhost:4318; /v1/metrics and /v1/traces are added to it.")
                { IsRequired = true, Choices = ["https", "http"] },
            TlsOptions.Description,
        ]),
    };

    /// <summary>The base address; the paths of the signals follow it.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>How the collector is trusted.</summary>
    public TlsOptions Tls { get; init; } = new();

    internal static OtlpOptions From(OptionValues values) => new() { Endpoint = values.Url("endpoint"), Tls = TlsOptions.From(values.Group("tls")) };
}
