using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Kafka;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks.File;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

/// <summary>Settings, logging in, and what a check finds before the first batch.</summary>
public sealed class KafkaConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
}
