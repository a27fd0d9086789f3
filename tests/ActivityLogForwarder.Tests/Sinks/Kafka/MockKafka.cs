using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

/// <summary>
/// librdkafka's mock cluster of three brokers on loopback: in memory, but it speaks the protocol, idempotence and
/// record headers included. Its topics have three partitions.
/// </summary>
public sealed class MockKafka : IDisposable
{
    public const string Topic = "activity";

    private const int BrokerCount = 3;
    private const int PartitionCount = 3;
    private const short ProduceApi = 0;

    private readonly nint _client;
    private readonly nint _cluster;

    private MockKafka()
    {
        _client = Librdkafka.Create(Librdkafka.Producer);
        _cluster = Librdkafka.rd_kafka_mock_cluster_new(_client, BrokerCount);
        Assert.NotEqual(0, _cluster);
        Servers = Marshal.PtrToStringAnsi(Librdkafka.rd_kafka_mock_cluster_bootstraps(_cluster))!;
        Create(Topic);
    }

    /// <summary>Its brokers, as <c>bootstrapServers</c> names them.</summary>
    public string Servers { get; }

    /// <summary>Starts one; skips the test where librdkafka cannot be had.</summary>
    public static MockKafka Start()
    {
        Librdkafka.Require();
        return new MockKafka();
    }

    public void Create(string topic) => Assert.Equal(0, Librdkafka.rd_kafka_mock_topic_create(_cluster, topic, PartitionCount, BrokerCount));

    /// <summary>Makes the topic answer with the error wherever it is asked for.</summary>
    public void Spoil(string topic, ErrorCode error) => Librdkafka.rd_kafka_mock_topic_set_error(_cluster, topic, (int)error);

    /// <summary>Answers the next requests to produce with these errors.</summary>
    public void Fail(params ErrorCode[] errors) =>
        Librdkafka.rd_kafka_mock_push_request_errors_array(_cluster, ProduceApi, (nuint)errors.Length, [.. errors.Select(error => (int)error)]);

    public void Down(int broker) => Assert.Equal(0, Librdkafka.rd_kafka_mock_broker_set_down(_cluster, broker));

    public void Up(int broker) => Assert.Equal(0, Librdkafka.rd_kafka_mock_broker_set_up(_cluster, broker));

    public void AllDown() => All(Down);

    public void AllUp() => All(Up);

    /// <summary>Lets every answer take so long.</summary>
    public void Slow(TimeSpan time) =>
        All(broker => Assert.Equal(0, Librdkafka.rd_kafka_mock_broker_set_rtt(_cluster, broker, (int)time.TotalMilliseconds)));

    /// <summary>Every record of the topic, partition by partition, in its order.</summary>
    public IReadOnlyList<KafkaMessage> Read(string topic = Topic) => KafkaReader.Read(Servers, topic, PartitionCount);

    public void Dispose()
    {
        Librdkafka.rd_kafka_mock_cluster_destroy(_cluster);
        Librdkafka.rd_kafka_destroy(_client);
    }

    private static void All(Action<int> action)
    {
        for (var broker = 1; broker <= BrokerCount; broker++)
            action(broker);
    }
}
