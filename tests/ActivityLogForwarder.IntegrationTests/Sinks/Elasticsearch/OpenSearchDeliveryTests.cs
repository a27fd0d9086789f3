using System.Globalization;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.IntegrationTests.Sinks.Syslog;
using ActivityLogForwarder.Mappers.Ecs;
using ActivityLogForwarder.Tests.Mappers;
using ActivityLogForwarder.Tests.Sinks;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Elasticsearch;

/// <summary>Many events, a server that dies, and values chosen by an attacker, at a real OpenSearch.</summary>
[Collection(nameof(OpenSearchServer))]
public sealed class OpenSearchDeliveryTests
{
    private static readonly List<Contract> Contracts =
        [.. Enumerable.Range(0, 4).Select(number => new Contract("main", string.Create(CultureInfo.InvariantCulture, $"3199999{number}")))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_thousand_events_are_there_in_order_per_contract() => await AssertDeliveredAsync(5000, () => Task.CompletedTask);

    [Fact]
    public async Task Nothing_is_missing_or_there_twice_when_the_server_is_killed_in_the_middle() => await AssertDeliveredAsync(5000, async () =>
    {
        await OpenSearchServer.KillAsync();
        await OpenSearchServer.RestartAsync();
    });

    [Fact]
    public async Task No_value_that_an_attacker_chooses_is_refused()
    {
        using var server = OpenSearchServer.Find();
        var stream = await server.SetUpStreamAsync();
        await using var sink = server.Sink(stream);
        var mapper = new EcsMapper(new MapperSettings(true, stream));
        var number = 0;
        foreach (var events in HostileEvents.All().Chunk(50))
        {
            var batch = SomeBatch.From(SomeBatch.Contract, events.Select(text => (
                string.Create(CultureInfo.InvariantCulture, $"hostile-{number++}"), Encoding.UTF8.GetString(Sample.Bytes(mapper, Sample.Event(text))), SomeBatch.Time)));
            await sink.WriteAsync(batch, Token);
            Assert.All(batch.Results.ToArray(), result => Assert.Equal(WriteResult.Accepted, result));
        }

        Assert.True(number > 1000);
        Assert.Equal(number, await server.CountAsync(stream));
    }

    private static async Task AssertDeliveredAsync(int events, Func<Task> disturb)
    {
        using var server = OpenSearchServer.Find();
        var stream = await server.SetUpStreamAsync();
        await using (var sink = server.Sink(stream))
        {
            var delivering = Task.WhenAll(Contracts.Select(contract => Task.Run(() => Sending.DeliverAsync(sink, Sending.Batches(contract, events, 250)), Token)));
            await disturb();
            await delivering;
        }

        var bodies = (await server.HitsAsync(stream)).Select(hit => hit.GetProperty("_source").GetRawText()).ToList();
        Assert.Equal(Contracts.Count * events, bodies.Count);
        foreach (var contract in Contracts)
        {
            Assert.Equal(
                Sending.Batches(contract, events, 250).SelectMany(batch => batch.Bodies()),
                bodies.Where(body => body.Contains($" {contract.Number}-", StringComparison.Ordinal)));
        }
    }
}
