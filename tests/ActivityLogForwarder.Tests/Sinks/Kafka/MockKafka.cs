using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using ActivityLogForwarder.Sinks.Kafka;
using ActivityLogForwarder.Tests.Configuration;
using Confluent.Kafka;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

/// <summary>One record of a topic.</summary>
public sealed record KafkaMessage(int Partition, string? Key, string Value, IReadOnlyDictionary<string, string> Headers);

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

    private static nint _resolved;

    private readonly nint _client;
    private readonly nint _cluster;

    private MockKafka()
    {
        _client = New(Librdkafka.Producer);
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
        RequireLibrary();
        return new MockKafka();
    }

    /// <summary>Installs librdkafka if it is missing and that is possible; skips the test if it is not.</summary>
    public static void RequireLibrary()
    {
        lock (typeof(MockKafka))
        {
            if (KafkaLibrary.TryLoad(out var handle) || (Install() && KafkaLibrary.TryLoad(out handle)))
            {
                if (_resolved == 0)
                    NativeLibrary.SetDllImportResolver(typeof(MockKafka).Assembly, (name, _, _) => name == "librdkafka" ? _resolved : 0);
                _resolved = handle;
                return;
            }
        }

        Assert.Skip("librdkafka.so.1 is missing and tests/servers/librdkafka.sh cannot install it here.");
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
    public IReadOnlyList<KafkaMessage> Read(string topic = Topic)
    {
        var client = New(Librdkafka.Consumer, ("bootstrap.servers", Servers), ("enable.partition.eof", "true"), ("fetch.wait.max.ms", "10"),
            ("fetch.error.backoff.ms", "10"), ("topic.metadata.refresh.fast.interval.ms", "10"), ("reconnect.backoff.ms", "10"));
        var handle = Librdkafka.rd_kafka_topic_new(client, topic, 0);
        try
        {
            return [.. Enumerable.Range(0, PartitionCount).SelectMany(partition => Read(handle, partition))];
        }
        finally
        {
            Librdkafka.rd_kafka_topic_destroy(handle);
            Librdkafka.rd_kafka_destroy(client);
        }
    }

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

    private static List<KafkaMessage> Read(nint topic, int partition)
    {
        var messages = new List<KafkaMessage>();
        Assert.Equal(0, Librdkafka.rd_kafka_consume_start(topic, partition, Librdkafka.FromBeginning));
        while (true)
        {
            var pointer = Librdkafka.rd_kafka_consume(topic, partition, 20_000);
            Assert.NotEqual(0, pointer);
            var message = Marshal.PtrToStructure<Librdkafka.Message>(pointer);
            if (message.Error == 0)
                messages.Add(new KafkaMessage(partition, Text(message.Key, message.KeyLength), Text(message.Payload, message.Length)!, Headers(pointer)));
            Librdkafka.rd_kafka_message_destroy(pointer);
            if (message.Error == Librdkafka.PartitionEnd)
                break;
            Assert.Equal(0, message.Error);
        }

        Assert.Equal(0, Librdkafka.rd_kafka_consume_stop(topic, partition));
        return messages;
    }

    private static Dictionary<string, string> Headers(nint message)
    {
        var headers = new Dictionary<string, string>();
        if (Librdkafka.rd_kafka_message_headers(message, out var list) != 0)
            return headers;
        for (nuint i = 0; Librdkafka.rd_kafka_header_get_all(list, i, out var name, out var value, out var size) == 0; i++)
            headers.Add(Marshal.PtrToStringUTF8(name)!, Text(value, size)!);
        return headers;
    }

    private static string? Text(nint pointer, nuint length)
    {
        if (pointer == 0)
            return null;
        var bytes = new byte[length];
        Marshal.Copy(pointer, bytes, 0, bytes.Length);
        return Encoding.UTF8.GetString(bytes);
    }

    private static nint New(int type, params (string Name, string Value)[] settings)
    {
        var conf = Librdkafka.rd_kafka_conf_new();
        foreach (var (name, value) in settings.Append(("log_level", "0")))
            Assert.Equal(0, Librdkafka.rd_kafka_conf_set(conf, name, value, 0, 0));
        var client = Librdkafka.rd_kafka_new(type, conf, 0, 0);
        Assert.NotEqual(0, client);
        return client;
    }

    private static bool Install()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        using var script = Process.Start(new ProcessStartInfo(
            Path.Combine(RepositoryFolder.Root, "tests", "servers", "librdkafka.sh"), ["install"])
        { RedirectStandardError = true });
        script!.WaitForExit();
        return script.ExitCode == 0;
    }
}
