using ActivityLogForwarder.Core;
using Confluent.Kafka;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>Apache Kafka 0.11 and later, by an idempotent producer; a record counts once all in-sync replicas have it.</summary>
public sealed class KafkaSink : ISink
{
    public static readonly SinkType Type = new(
        "kafka", "ecs", KafkaOptions.Description,
        settings => new KafkaSink(KafkaOptions.From(settings.Values), settings.Format, settings.Facts, settings.Clock));

    /// <summary>What librdkafka may take beyond the time it has, before it is taken to be stuck.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly KafkaOptions _options;
    private readonly KafkaRecord _record;
    private readonly KafkaProducer _producer;
    private readonly TimeProvider _clock;

    public KafkaSink(KafkaOptions options, string format, ReadFacts facts, TimeProvider clock)
    {
        _options = options;
        _record = new KafkaRecord(options.Key, format, facts);
        _producer = new KafkaProducer(options, clock);
        _clock = clock;
    }

    public bool IsConfirmed => true;

    /// <summary>Whether brokers have been dialled.</summary>
    internal bool IsConnected => _producer.IsConnected;

    /// <summary>How many batches wait for reports, those given up included.</summary>
    internal int Waiting => _producer.Waiting;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var lease = _producer.Take();
        var barrier = new DeliveryBarrier(batch.Count);
        HandOver(batch, lease, barrier);
        WriteResult[] results;
        try
        {
            results = await barrier.WaitAsync(_options.DeliveryTimeout + Patience, _clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            lease.Reports.IsBroken = true;
            throw new SinkException("timeout", "librdkafka does not say what became of the records.", innerException: exception);
        }

        results.CopyTo(batch.Results.Span);
        if (Array.Exists(results, result => result.Outcome == WriteOutcome.Accepted))
            lease.LastError = ErrorCode.NoError;
        else if (lease.LastError != ErrorCode.NoError && Array.Exists(results, result => result.Outcome == WriteOutcome.Retry))
            throw KafkaErrors.Failure(lease.LastError);
        else if (Array.TrueForAll(results, result => result.Outcome == WriteOutcome.Retry))
            throw new SinkException(results[0].Reason!, "No record could be delivered.");
    }

    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        using var lease = _producer.Take();
        await KafkaCheck.RunAsync(lease, _options, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        return ValueTask.CompletedTask;
    }

    private void HandOver(Batch batch, KafkaProducer.Lease lease, DeliveryBarrier barrier)
    {
        var items = batch.Items.Span;
        var contract = KafkaRecord.Bytes(batch.Contract);
        var number = lease.Reports.Open(barrier);
        // One more: that all is handed over.
        var settled = 1;
        ErrorCode? stopped = null;
        using var topics = new KafkaTopics(lease.Client);
        var i = 0;
        try
        {
            for (; i < items.Length; i++)
            {
                if (!items[i].IsOneLine)
                {
                    barrier.Note(i, WriteResult.Rejected("not-one-line"));
                }
                else if (stopped is not null)
                {
                    barrier.Note(i, KafkaErrors.Judge(stopped.Value, barrier.IsAlone));
                }
                else if (HandOver(lease.Client, topics, batch.Contract, items[i], barrier, contract, KafkaReports.Mark(number, i)) is not ErrorCode.NoError and var error)
                {
                    var code = lease.Reports.Unmask(error);
                    barrier.Note(i, KafkaErrors.Judge(code, barrier.IsAlone));
                    // What follows must not overtake what was not taken; a record of its own fault holds up no other.
                    if (KafkaErrors.Judge(code, isAlone: true).Outcome == WriteOutcome.Retry)
                        stopped = code;
                }
                else
                {
                    continue;
                }

                settled++;
            }
        }
        finally
        {
            // What was not come to, if something failed, has no report to wait for either.
            lease.Reports.Release(number, barrier, settled + (items.Length - i));
        }
    }

    private ErrorCode HandOver(nint client, KafkaTopics topics, Contract contract, in Payload item, DeliveryBarrier barrier, ReadOnlySpan<byte> contractBytes, nint mark)
    {
        var topic = topics.Of(_options.Topic.Expand(contract, item.Event.Time), out var error);
        return topic == 0 ? error : _record.HandOver(client, topic, item, barrier, contractBytes, mark);
    }
}
