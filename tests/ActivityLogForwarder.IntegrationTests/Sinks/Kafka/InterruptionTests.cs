using System.Globalization;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.IntegrationTests.Sinks.Syslog;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Kafka;

/// <summary>A broker that goes away under load and comes back.</summary>
[Collection(BrokerCollection.Name)]
public sealed class InterruptionTests(BrokerFixture fixture)
{
    private const int Events = 20_000;
    private const int BatchSize = 250;

    private static readonly IReadOnlyList<Contract> Contracts =
        [.. Enumerable.Range(0, 4).Select(number => new Contract("main", string.Create(CultureInfo.InvariantCulture, $"3199999{number}")))];

    [Fact]
    public async Task Nothing_is_missing_and_each_key_in_order_when_the_broker_is_stopped_and_killed_under_load()
    {
        var (broker, topic) = await fixture.TakeAsync();
        // Records that are given up and sent again may be overtaken by later ones: they get all the time there is.
        await using var sink = Producing.Sink(Producing.To(broker.TlsServers, topic, TimeSpan.FromMinutes(10), broker.Certificates.Client));
        var sent = Contracts.ToDictionary(contract => contract.Number, contract => Sending.Batches(contract, Events / Contracts.Count, BatchSize));
        var counts = new int[3];
        // The broker goes away in the middle of the first and of the second third, and what comes next begins while it is
        // away, however fast either is.
        var gone = new[] { Completed(), New(), New() };
        var deliveries = Contracts.Select(contract => Task.Run(async () =>
        {
            var batches = sent[contract.Number];
            for (var third = 0; third < 3; third++)
            {
                await gone[third].Task;
                var part = batches.Skip(batches.Count * third / 3).Take((batches.Count * (third + 1) / 3) - (batches.Count * third / 3));
                foreach (var batch in part)
                {
                    await Sending.DeliverAsync(sink, [batch]);
                    Interlocked.Increment(ref counts[third]);
                }
            }
        })).ToList();

        await GoAwayAsync(0, broker.StopAsync);
        await GoAwayAsync(1, broker.KillAsync);
        await Task.WhenAll(deliveries);

        var read = broker.Read(topic).ToLookup(message => message.Key!, message => message.Value);
        foreach (var (number, batches) in sent)
            Assert.Equal(batches.SelectMany(batch => batch.Bodies()), read[number].Distinct());

        async Task GoAwayAsync(int third, Func<Task> end)
        {
            await Eventually.TrueAsync(() => Volatile.Read(ref counts[third]) > 0 || deliveries.Exists(delivery => delivery.IsFaulted));
            await end();
            gone[third + 1].SetResult();
            await broker.StartAsync(topic);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Completed()
    {
        var source = New();
        source.SetResult();
        return source;
    }
}
