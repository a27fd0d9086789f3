using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Sinks.Kafka;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Kafka;

/// <summary>The suite of all sinks against a real broker.</summary>
[Collection(BrokerCollection.Name)]
public sealed class BrokerConformance(BrokerFixture fixture) : SinkConformance
{
    public override SinkType Type => KafkaSink.Type;

    protected override async Task<SinkReceiver> StartAsync()
    {
        var (broker, topic) = await fixture.TakeAsync();
        return new Receiver(broker, topic);
    }

    private sealed class Receiver(KafkaBroker broker, string topic) : SinkReceiver
    {
        private readonly List<InTwoMinds> _sinks = [];
        private bool _isBroken;

        // Nobody has touched what nobody has dialled.
        public override bool WasTouched => _sinks.Exists(sink => sink.IsConnected);

        public override ISink CreateSink()
        {
            var sink = new InTwoMinds(broker.Servers, topic, () => _isBroken);
            _sinks.Add(sink);
            return sink;
        }

        public override IReadOnlyList<string> Records() => [.. broker.Read(topic).Select(message => message.Value)];

        public override Task BreakAsync()
        {
            _isBroken = true;
            return broker.StopAsync();
        }

        public override Task MendAsync()
        {
            _isBroken = false;
            return broker.StartAsync(topic);
        }

        public override IDisposable? Hold() => broker.Hold();

        protected override Task StopAsync() => Task.CompletedTask;
    }

    /// <summary>
    /// Patient while the broker is there, since the machine may be slow, and not while it is known to be away, since
    /// every attempt then takes all the time there is.
    /// </summary>
    private sealed class InTwoMinds(string servers, string topic, Func<bool> isBroken) : ISink
    {
        private readonly KafkaSink _patient = Producing.Sink(Producing.To(servers, topic, TimeSpan.FromMinutes(1)));
        // A check asks also what this broker is too old to answer, and waits in vain for it.
        private readonly KafkaSink _checking = Producing.Sink(Producing.To(servers, topic, TimeSpan.FromSeconds(5)));
        private readonly KafkaSink _impatient = Producing.Sink(Producing.To(servers, topic, TimeSpan.FromSeconds(1)));

        public bool IsConfirmed => true;

        public bool IsConnected => _patient.IsConnected || _impatient.IsConnected;

        private KafkaSink Sink => isBroken() ? _impatient : _patient;

        public ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken) => Sink.WriteAsync(batch, cancellationToken);

        public ValueTask CheckAsync(CancellationToken cancellationToken) =>
            (isBroken() ? _impatient : _checking).CheckAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await _patient.DisposeAsync();
            await _checking.DisposeAsync();
            await _impatient.DisposeAsync();
        }
    }
}
