using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Kafka;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

/// <summary>What is in the records.</summary>
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
}
