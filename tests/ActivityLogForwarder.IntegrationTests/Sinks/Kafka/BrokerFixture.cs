using System.Globalization;
using ActivityLogForwarder.IntegrationTests.Receivers;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Kafka;

/// <summary>One broker for all the tests, which take turns and have a topic each: starting one takes seconds.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private KafkaBroker? _broker;
    private int _topics;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The broker, running, and a topic without records; skips the test where there is no broker.</summary>
    internal async Task<(KafkaBroker Broker, string Topic)> TakeAsync()
    {
        var topic = string.Create(CultureInfo.InvariantCulture, $"activity-{++_topics}");
        _broker ??= await KafkaBroker.OpenAsync();
        await _broker.StartAsync(topic);
        return (_broker, topic);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<BrokerFixture>
{
    public const string Name = "Kafka broker";
}
