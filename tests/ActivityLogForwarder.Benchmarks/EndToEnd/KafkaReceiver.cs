using System.Diagnostics;
using ActivityLogForwarder.Sinks.Kafka;
using Confluent.Kafka;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>
/// A Kafka broker without a disk: the one that librdkafka has for tests. It knows idempotent producers, takes batches as
/// they are, compressed or not, and counts their records by offsets.
/// </summary>
internal sealed class KafkaReceiver : Receiver
{
    /// <summary>The topic that forwarders write to.</summary>
    public const string Topic = "activities";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IProducer<Null, byte[]> _broker;
    private readonly IConsumer<Ignore, Ignore> _counter;
    private readonly TopicPartition[] _partitions;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _looking;
    private long _firstAt;

    public KafkaReceiver()
    {
        var settings = new ProducerConfig();
        settings.Set("test.mock.num.brokers", "1");
        _broker = new ProducerBuilder<Null, byte[]>(settings).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(_broker.Handle).Build();
        // Asking for a topic makes it.
        var metadata = admin.GetMetadata(Topic, Patience);
        Port = metadata.Brokers[0].Port;
        _counter = new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig { BootstrapServers = $"127.0.0.1:{Port}", GroupId = "bench" }).SetLogHandler((_, _) => { }).Build();
        _partitions = [.. metadata.Topics.Single().Partitions.Select(partition => new TopicPartition(Topic, partition.PartitionId))];
        _looking = LookAsync();
    }

    /// <summary>Whether librdkafka is there.</summary>
    public static bool IsPossible => KafkaLibrary.TryLoad(out _);

    public override int Port { get; }

    public override long Count => _partitions.Sum(partition => _counter.QueryWatermarkOffsets(partition, Patience).High.Value);

    public override long FirstAt => Volatile.Read(ref _firstAt);

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _counter.Dispose();
        _broker.Dispose();
        _stop.Dispose();
    }

    private async Task LookAsync()
    {
        await Task.Yield();
        while (Count == 0)
            await Task.Delay(LookEvery, _stop.Token).ConfigureAwait(false);
        Volatile.Write(ref _firstAt, Stopwatch.GetTimestamp());
    }
}
