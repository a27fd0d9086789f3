using System.Runtime.InteropServices;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Kafka;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

/// <summary>What becomes of batches when brokers fail, refuse, or are too slow to wait for.</summary>
public sealed class KafkaFailureTests
{
    /// <summary>Of memory that no other test asks the process's pool for.</summary>
    private const int RareSize = 19 * 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ErrorCode.NotLeaderForPartition)]
    [InlineData(ErrorCode.LeaderNotAvailable)]
    [InlineData(ErrorCode.NotEnoughReplicas)]
    [InlineData(ErrorCode.NotEnoughReplicasAfterAppend)]
    [InlineData(ErrorCode.RequestTimedOut)]
    [InlineData(ErrorCode.KafkaStorageError)]
    public async Task Errors_that_pass_repeat_nothing_and_keep_the_order(ErrorCode error)
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka, options => options with { DeliveryTimeout = TimeSpan.FromSeconds(30) });
        kafka.Fail(error, error, error);
        var batches = Enumerable.Range(0, 5).Select(number => SomeBatch.Of(200, prefix: $"b{number}")).ToList();
        foreach (var batch in batches)
        {
            await sink.WriteAsync(batch, Token);
            Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        }

        Assert.Equal(batches.SelectMany(batch => batch.Bodies()), kafka.Read().Select(message => message.Value));
    }

    [Fact]
    public async Task A_topic_that_is_not_there_costs_batches_and_not_the_process()
    {
        using var kafka = MockKafka.Start();
        kafka.Spoil(MockKafka.Topic, ErrorCode.UnknownTopicOrPart);
        await using var sink = SomeKafka.Sink(kafka, options => options with
        {
            Properties = options.Properties.Append(new("topic.metadata.propagation.max.ms", "0")).ToDictionary(),
        });
        // The first records are taken, and reported as not delivered; once librdkafka knows, it takes none, headers and all.
        for (var i = 0; i < 5; i++)
        {
            var batch = SomeBatch.Of(100);
            await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
            Assert.False(batch.HasAccepted());
        }
    }

    [Theory]
    [InlineData(ErrorCode.MsgSizeTooLarge, "message-too-large")]
    [InlineData(ErrorCode.InvalidRecord, "invalid-record")]
    public async Task What_a_broker_refuses_for_good_is_halved_and_alone_rejected(ErrorCode error, string reason)
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka);
        kafka.Fail([.. Enumerable.Repeat(error, 10)]);
        var batch = SomeBatch.Of(5);
        await sink.WriteAsync(batch, Token);
        Assert.Contains(WriteResult.TooLarge(reason), batch.Results.ToArray());
        Assert.DoesNotContain(WriteOutcome.Rejected, batch.Outcomes());
        var alone = SomeBatch.Of(1);
        await sink.WriteAsync(alone, Token);
        Assert.Equal([WriteResult.Rejected(reason)], alone.Results.ToArray());
    }

    [Fact]
    public async Task A_record_too_large_for_the_client_takes_none_along()
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka, options => options with
        {
            Properties = options.Properties.Append(new("message.max.bytes", "2000")).ToDictionary(),
        });
        var batch = SomeBatch.OfBodies("1", new string('x', 5000), "2");
        var route = new SinkRoute("siem", sink, new CopyMapper(), new Gate(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(10), TimeProvider.System));
        Assert.True(await new Delivery(route, _ => { }, () => true, NullLogger.Instance, TimeProvider.System).DeliverAsync(batch, true, Token, Token));
        Assert.Equal([WriteOutcome.Accepted, WriteOutcome.Rejected, WriteOutcome.Accepted], batch.Outcomes());
        Assert.Equal(["1", "2"], kafka.Read().Select(message => message.Value));
    }

    [Fact]
    public async Task After_a_fatal_error_a_new_producer_goes_on()
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka);
        await sink.WriteAsync(SomeBatch.Of(3, prefix: "before"), Token);
        kafka.Fail(ErrorCode.OutOfOrderSequenceNumber);
        var batch = SomeBatch.Of(3, prefix: "after");
        for (var attempt = 0; attempt < 10 && !batch.HasAccepted(); attempt++)
            await Record.ExceptionAsync(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        Assert.Superset(batch.Bodies().ToHashSet(), kafka.Read().Select(message => message.Value).ToHashSet());
    }

    [Fact]
    public async Task Brokers_that_come_and_go_lose_nothing_and_keep_the_order_of_each_key()
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka, options => options with { DeliveryTimeout = TimeSpan.FromSeconds(30) });
        using var over = new CancellationTokenSource();
        var trouble = Task.Run(
            async () =>
            {
                for (var broker = 1; !over.IsCancellationRequested; broker = (broker % 3) + 1)
                {
                    kafka.Down(broker);
                    await Task.Delay(50, Token);
                    kafka.Up(broker);
                    kafka.Fail(ErrorCode.NotLeaderForPartition);
                    await Task.Delay(50, Token);
                }
            },
            Token);
        var contracts = Enumerable.Range(0, 4).Select(number => new Contract("main", $"3199999{number}")).ToList();
        await Task.WhenAll(contracts.Select(contract => Task.Run(() => DeliverAsync(sink, contract), Token)));
        await over.CancelAsync();
        await trouble;

        var read = kafka.Read().ToLookup(message => message.Key);
        foreach (var contract in contracts)
            Assert.Equal(Enumerable.Range(0, 20).SelectMany(number => SomeBatch.Of(100, contract, $"b{number}").Bodies()), read[contract.Number].Select(message => message.Value).Distinct());
    }

    [Fact]
    public async Task A_batch_that_cannot_be_handed_over_to_its_end_is_forgotten_too()
    {
        using var kafka = MockKafka.Start();
        var read = 0;
        await using var sink = new KafkaSink(
            SomeKafka.Options(kafka.Servers) with { Key = KafkaKey.Principal }, "ecs",
            (_, out facts) => facts = ++read < 2 ? default(EventFacts) : throw new InvalidOperationException("The second."), TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(() => sink.WriteAsync(SomeBatch.Of(3), Token).AsTask());
        await Eventually.TrueAsync(() => sink.Waiting == 0);
    }

    [Fact]
    public async Task A_batch_given_up_is_forgotten_with_its_last_report_and_confuses_no_other()
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka, options => options with { DeliveryTimeout = TimeSpan.FromMinutes(2) });
        await sink.WriteAsync(SomeBatch.Of(1, prefix: "first"), Token);
        kafka.Slow(TimeSpan.FromMilliseconds(500));
        using var impatient = new CancellationTokenSource();
        var givenUp = SomeBatch.Of(300, prefix: "given-up");
        var writing = sink.WriteAsync(givenUp, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        var next = SomeBatch.OfBodies("1", "2\n3", "4");
        await sink.WriteAsync(next, Token);
        Assert.DoesNotContain(WriteOutcome.Accepted, givenUp.Outcomes());
        Assert.Equal([WriteOutcome.Accepted, WriteOutcome.Rejected, WriteOutcome.Accepted], next.Outcomes());
        await Eventually.TrueAsync(() => sink.Waiting == 0);
        Assert.Superset(givenUp.Bodies().ToHashSet(), kafka.Read().Select(message => message.Value).ToHashSet());
    }

    [Fact]
    public async Task What_a_batch_given_up_is_made_of_is_nobody_elses_before_its_last_report()
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka, options => options with { DeliveryTimeout = TimeSpan.FromMinutes(2) });
        await sink.WriteAsync(SomeBatch.Of(1, prefix: "first"), Token);
        kafka.AllDown();
        using var impatient = new CancellationTokenSource();
        var memory = new Utf8Buffer(RareSize);
        var givenUp = InOne(SomeBatch.OfBodies(Enumerable.Range(0, 500).Select(number => $"{number} {new string('a', 1000)}")), memory);
        var bodies = givenUp.Bodies();
        var writing = sink.WriteAsync(givenUp, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);

        Assert.True(MemoryMarshal.TryGetArray(givenUp.Items.Span[0].Body, out var lent));
        memory.Dispose();
        var others = LargeBuffers.Shared.Rent(RareSize);
        others.AsSpan().Fill((byte)'x');
        kafka.AllUp();
        await Eventually.TrueAsync(() => sink.Waiting == 0);
        Assert.Same(lent.Array, LargeBuffers.Shared.Rent(RareSize));
        Assert.Superset(bodies.ToHashSet(), kafka.Read().Select(message => message.Value).ToHashSet());
    }

    [Fact]
    public async Task A_producer_with_records_on_their_way_ends()
    {
        using var kafka = MockKafka.Start();
        var sink = SomeKafka.Sink(kafka, options => options with { DeliveryTimeout = TimeSpan.FromMinutes(2) });
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        kafka.AllDown();
        using var impatient = new CancellationTokenSource();
        var memory = new Utf8Buffer(RareSize);
        var givenUp = InOne(SomeBatch.Of(300), memory);
        Assert.True(MemoryMarshal.TryGetArray(givenUp.Items.Span[0].Body, out var lent));
        var writing = sink.WriteAsync(givenUp, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.Equal(1, sink.Waiting);
        await sink.DisposeAsync();
        memory.Dispose();
        Assert.Same(lent.Array, LargeBuffers.Shared.Rent(RareSize));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask());
    }

    private static Batch InOne(Batch batch, Utf8Buffer memory)
    {
        foreach (var item in batch.Items.Span)
            memory.Write(item.Body.Span);
        var start = 0;
        return batch with { Items = Array.ConvertAll(batch.Items.ToArray(), item => item with { Body = memory.Written.Slice((start += item.Body.Length) - item.Body.Length, item.Body.Length) }) };
    }

    private static async Task DeliverAsync(KafkaSink sink, Contract contract)
    {
        for (var number = 0; number < 20; number++)
        {
            var batch = SomeBatch.Of(100, contract, $"b{number}");
            await sink.WriteAsync(batch, Token);
            Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        }
    }
}
