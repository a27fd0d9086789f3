using System.Runtime.InteropServices;
using System.Text;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

/// <summary>One record of a topic.</summary>
public sealed record KafkaMessage(int Partition, string? Key, string Value, IReadOnlyDictionary<string, string> Headers);

/// <summary>A plain consumer, that belongs to no group.</summary>
internal static class KafkaReader
{
    /// <summary>Every record of the topic, partition by partition, in its order.</summary>
    /// <param name="servers">The brokers.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partitions">How many partitions it has.</param>
    /// <param name="settings">Further settings of librdkafka.</param>
    public static IReadOnlyList<KafkaMessage> Read(string servers, string topic, int partitions, params (string Name, string Value)[] settings)
    {
        var client = Librdkafka.Create(Librdkafka.Consumer,
        [
            ("bootstrap.servers", servers), ("enable.partition.eof", "true"), ("fetch.wait.max.ms", "10"), ("fetch.error.backoff.ms", "10"),
            ("topic.metadata.refresh.fast.interval.ms", "10"), ("reconnect.backoff.ms", "10"), .. settings,
        ]);
        var handle = Librdkafka.rd_kafka_topic_new(client, topic, 0);
        try
        {
            return [.. Enumerable.Range(0, partitions).SelectMany(partition => Read(handle, partition))];
        }
        finally
        {
            Librdkafka.rd_kafka_topic_destroy(handle);
            Librdkafka.rd_kafka_destroy(client);
        }
    }

    private static List<KafkaMessage> Read(nint topic, int partition)
    {
        var messages = new List<KafkaMessage>();
        Assert.Equal(0, Librdkafka.rd_kafka_consume_start(topic, partition, Librdkafka.FromBeginning));
        while (true)
        {
            var pointer = Librdkafka.rd_kafka_consume(topic, partition, 60_000);
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
}
