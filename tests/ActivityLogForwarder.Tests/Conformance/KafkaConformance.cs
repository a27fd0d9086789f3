using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Kafka;
using ActivityLogForwarder.Tests.Sinks.Kafka;

namespace ActivityLogForwarder.Tests.Conformance;

public sealed class KafkaConformance : SinkConformance
{
    public override SinkType Type => KafkaSink.Type;

    protected override Task<SinkReceiver> StartAsync() => Task.FromResult<SinkReceiver>(new Receiver(MockKafka.Start()));

    private sealed class Receiver(MockKafka kafka) : SinkReceiver
    {
        private readonly List<KafkaSink> _sinks = [];

        // Nobody has touched what nobody has dialled.
        public override bool WasTouched => _sinks.Exists(sink => sink.IsConnected);

        public override ISink CreateSink()
        {
            var sink = SomeKafka.Sink(kafka);
            _sinks.Add(sink);
            return sink;
        }

        public override IReadOnlyList<string> Records() => [.. kafka.Read().Select(message => message.Value)];

        public override Task BreakAsync()
        {
            kafka.AllDown();
            return Task.CompletedTask;
        }

        public override Task MendAsync()
        {
            kafka.AllUp();
            return Task.CompletedTask;
        }

        public override IDisposable? Hold()
        {
            kafka.Slow(TimeSpan.FromMinutes(1));
            return new Release(kafka);
        }

        protected override Task StopAsync()
        {
            kafka.Dispose();
            return Task.CompletedTask;
        }

        private sealed class Release(MockKafka kafka) : IDisposable
        {
            public void Dispose() => kafka.Slow(TimeSpan.Zero);
        }
    }
}
