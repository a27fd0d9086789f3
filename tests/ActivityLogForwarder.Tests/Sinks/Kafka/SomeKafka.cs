using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Kafka;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

/// <summary>Sinks for tests: they give up soon and dial again at once.</summary>
internal static class SomeKafka
{
    public static KafkaOptions Options(string servers) => new()
    {
        BootstrapServers = servers,
        Topic = new Template(MockKafka.Topic),
        DeliveryTimeout = TimeSpan.FromSeconds(2),
        Compression = "none",
        Properties = new Dictionary<string, string>
        {
            ["reconnect.backoff.ms"] = "10",
            ["reconnect.backoff.max.ms"] = "100",
            ["retry.backoff.ms"] = "10",
        },
    };

    public static KafkaSink Sink(MockKafka kafka, Func<KafkaOptions, KafkaOptions>? change = null, string format = "ecs")
    {
        var options = Options(kafka.Servers);
        return new KafkaSink(change?.Invoke(options) ?? options, format, PrincipalOfSource, TimeProvider.System);
    }

    // The source of an event in these tests is its principal; {} is none.
    private static void PrincipalOfSource(ActivityEvent activity, out EventFacts facts) =>
        facts = new EventFacts(default, activity.Source.Length > 2 ? activity.Source : default, 0, false);
}
