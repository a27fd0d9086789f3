using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Kafka;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks.File;
using ActivityLogForwarder.Tests.Some;
using Confluent.Kafka;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

public sealed class KafkaSinkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(KafkaKey.Contract, "31999999", "31999999")]
    [InlineData(KafkaKey.Id, "31999999:id-0", "31999999:id-1")]
    [InlineData(KafkaKey.Principal, "jane", "31999999")]
    [InlineData(KafkaKey.None, null, null)]
    public async Task Records_are_keyed_as_asked_for(KafkaKey key, string? first, string? second)
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka, options => options with { Key = key });
        var batch = SomeBatch.OfBodies("1", "2");
        var items = batch.Items.ToArray();
        var anyone = items[0].Event;
        items[0] = items[0] with { Event = new ActivityEvent("jane"u8.ToArray(), anyone.Id, anyone.Contract, anyone.Time, anyone.HasTime) };
        await sink.WriteAsync(batch with { Items = items }, Token);
        var messages = kafka.Read();
        Assert.Equal(first, messages.Single(message => message.Value == "1").Key);
        Assert.Equal(second, messages.Single(message => message.Value == "2").Key);
    }

    [Theory]
    [InlineData("ecs", "application/json")]
    [InlineData("cef", "text/plain; charset=utf-8")]
    public async Task Headers_name_event_contract_and_content(string format, string contentType)
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka, format: format);
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        Assert.Equal(
            new Dictionary<string, string> { ["event-id"] = "event-0", ["contract"] = "31999999", ["content-type"] = contentType },
            Assert.Single(kafka.Read()).Headers);
    }

    [Fact]
    public async Task One_batch_may_go_to_several_topics()
    {
        using var kafka = MockKafka.Start();
        kafka.Create("a-2026.11");
        kafka.Create("a-2026.12");
        await using var sink = SomeKafka.Sink(kafka, options => options with { Topic = new Template("a-{yyyy.MM}") });
        await sink.WriteAsync(SomeBatch.From(SomeBatch.Contract, [("a", "1", SomeBatch.Time), ("b", "2", SomeBatch.Time.AddDays(20)), ("c", "3", SomeBatch.Time)]), Token);
        Assert.Equal(["1", "3"], kafka.Read("a-2026.11").Select(message => message.Value));
        Assert.Equal(["2"], kafka.Read("a-2026.12").Select(message => message.Value));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task Every_compression_is_there(string compression)
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka, options => options with { Compression = compression });
        var batch = SomeBatch.Of(100);
        await sink.WriteAsync(batch, Token);
        Assert.Equal(batch.Bodies(), kafka.Read().Select(message => message.Value));
    }

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
        Assert.True(await new Delivery(route, _ => { }, () => true, TimeProvider.System).DeliverAsync(batch, true, Token, Token));
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
    public async Task What_keeps_us_from_the_brokers_has_a_name()
    {
        Librdkafka.Require();
        await using var nobody = Sink(SomeKafka.Options("127.0.0.1:1"));
        Assert.Equal("connection-failed", (await Assert.ThrowsAsync<SinkException>(() => nobody.WriteAsync(SomeBatch.Of(1), Token).AsTask())).Code);
        await using var nameless = Sink(SomeKafka.Options("name.invalid:9092"));
        Assert.Equal("name-not-resolved", (await Assert.ThrowsAsync<SinkException>(() => nameless.CheckAsync(Token).AsTask())).Code);
    }

    [Fact]
    public async Task A_setting_that_librdkafka_does_not_know_is_named_as_the_fault()
    {
        Librdkafka.Require();
        await using var sink = Sink(SomeKafka.Options("127.0.0.1:1") with { Properties = new Dictionary<string, string> { ["no.such.setting"] = "1" } });
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask());
        Assert.Equal("kafka-settings", failure.Code);
        Assert.Contains("no.such.setting", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>There is no server with SASL here: that librdkafka takes the settings and dials is all that is seen.</summary>
    [Theory]
    [InlineData("PLAIN", "sasl_plaintext")]
    [InlineData("PLAIN", "sasl_ssl")]
    [InlineData("SCRAM-SHA-256", "sasl_plaintext")]
    [InlineData("SCRAM-SHA-512", "sasl_ssl")]
    [InlineData("OAUTHBEARER", "sasl_plaintext")]
    [InlineData("OAUTHBEARER", "sasl_ssl")]
    public async Task Every_mechanism_is_one_that_librdkafka_takes(string mechanism, string protocol)
    {
        Librdkafka.Require();
        await using var sink = Sink(SomeKafka.Options("127.0.0.1:1") with
        {
            Mechanism = mechanism,
            Username = "user",
            Password = Secret.FromText("s3cr3t"),
            SecurityProtocol = protocol,
            DeliveryTimeout = TimeSpan.FromMilliseconds(500),
        });
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask());
        Assert.Matches("^(connection-failed|timeout)$", failure.Code);
        Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_read_again_when_librdkafka_wants_one()
    {
        Librdkafka.Require();
        using var folder = new TemporaryFolder();
        await System.IO.File.WriteAllTextAsync(folder.File("token"), "old", Token);
        // By a clock that stands still the file is not read again unless somebody asks for it.
        var token = Secret.FromFile(folder.File("token"), new ManualClock());
        await System.IO.File.WriteAllTextAsync(folder.File("token"), "new", Token);
        await using var sink = Sink(SomeKafka.Options("127.0.0.1:1") with
        {
            Mechanism = "OAUTHBEARER",
            Username = "user",
            Password = token,
            SecurityProtocol = "sasl_plaintext",
            DeliveryTimeout = TimeSpan.FromMilliseconds(500),
        });
        await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask());
        await Eventually.TrueAsync(() => token.Value == "new");
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
    public async Task A_producer_with_records_on_their_way_ends()
    {
        using var kafka = MockKafka.Start();
        var sink = SomeKafka.Sink(kafka, options => options with { DeliveryTimeout = TimeSpan.FromMinutes(2) });
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        kafka.AllDown();
        using var impatient = new CancellationTokenSource();
        var writing = sink.WriteAsync(SomeBatch.Of(300), impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.Equal(1, sink.Waiting);
        await sink.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask());
    }

    [Fact]
    public async Task A_check_tells_a_missing_topic_and_creates_none()
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka, options => options with { Topic = new Template("missing") });
        for (var attempt = 0; attempt < 2; attempt++)
            Assert.Equal("topic-missing", (await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask())).Code);
        await using var good = SomeKafka.Sink(kafka);
        await good.CheckAsync(Token);
    }

    [Theory]
    [InlineData("compact", KafkaKey.Contract, true)]
    [InlineData("compact,delete", KafkaKey.Principal, true)]
    [InlineData("delete, compact", KafkaKey.None, true)]
    [InlineData("compact", KafkaKey.Id, false)]
    [InlineData("delete", KafkaKey.Contract, false)]
    [InlineData(null, KafkaKey.Contract, false)]
    public void A_compacted_topic_needs_a_key_of_each_event(string? policy, KafkaKey key, bool isRefused)
    {
        var failure = Record.Exception(() => KafkaCheck.RefuseCompacted(policy, SomeKafka.Options("x:1") with { Key = key }));
        Assert.Equal(isRefused ? "compacted-topic" : null, (failure as SinkException)?.Code);
    }

    private static KafkaSink Sink(KafkaOptions options) =>
        new(options, "ecs", static (ActivityEvent _, out EventFacts facts) => facts = default, TimeProvider.System);

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
