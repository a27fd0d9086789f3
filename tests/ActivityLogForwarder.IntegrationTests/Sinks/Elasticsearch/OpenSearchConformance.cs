using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Elasticsearch;

/// <summary>The suite of all sinks against a real OpenSearch.</summary>
[Collection(nameof(OpenSearchServer))]
public sealed class OpenSearchConformance : SinkConformance
{
    public override SinkType Type => ElasticsearchSink.Type;

    protected override async Task<SinkReceiver> StartAsync()
    {
        var server = OpenSearchServer.Find();
        return new Receiver(server, await server.SetUpStreamAsync());
    }

    private sealed class Receiver : SinkReceiver
    {
        private readonly OpenSearchServer _server;
        private readonly Template _stream;
        private readonly Relay _relay;

        public Receiver(OpenSearchServer server, Template stream)
        {
            (_server, _stream) = (server, stream);
            _relay = new Relay(server.Url);
            _relay.Start();
        }

        public override bool WasTouched => _relay.WasTouched;

        public override ISink CreateSink() => _server.Sink(_stream, _relay.Url);

        public override IReadOnlyList<string> Records() =>
            [.. Task.Run(() => _server.HitsAsync(_stream)).GetAwaiter().GetResult().Select(hit => hit.GetProperty("_source").GetRawText())];

        public override Task BreakAsync()
        {
            _relay.Break();
            return Task.CompletedTask;
        }

        public override Task MendAsync()
        {
            _relay.Start();
            return Task.CompletedTask;
        }

        public override IDisposable? Hold() => _relay.Hold();

        protected override Task StopAsync()
        {
            _relay.Dispose();
            _server.Dispose();
            return Task.CompletedTask;
        }
    }
}
