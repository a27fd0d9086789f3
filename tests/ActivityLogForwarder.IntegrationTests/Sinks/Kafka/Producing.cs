using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Sinks.Kafka;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Kafka;

/// <summary>Sinks for the real broker.</summary>
internal static class Producing
{
    /// <summary>What makes a sink of today write to a broker from before idempotence, dialling again at once.</summary>
    public static KafkaOptions To(string servers, string topic, TimeSpan deliveryTimeout, TlsOptions? tls = null) => new()
    {
        BootstrapServers = servers,
        Topic = new Template(topic),
        DeliveryTimeout = deliveryTimeout,
        Compression = "snappy",
        SecurityProtocol = tls is null ? "plaintext" : "ssl",
        Tls = tls ?? new(),
        IsIdempotent = false,
        Properties = new Dictionary<string, string>(KafkaBroker.OldProtocol.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["reconnect.backoff.ms"] = "10",
            ["reconnect.backoff.max.ms"] = "100",
            ["retry.backoff.ms"] = "10",
        },
    };

    public static KafkaSink Sink(KafkaOptions options) =>
        new(options, "ecs", static (ActivityEvent _, out EventFacts facts) => facts = default, TimeProvider.System);
}
