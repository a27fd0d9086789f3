using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Splunk;
using ActivityLogForwarder.Tests.Sinks.Splunk;

namespace ActivityLogForwarder.Tests.Conformance;

public class SplunkConformance : SinkConformance
{
    public override SinkType Type => SplunkSink.Type;

    /// <summary>Whether indexer acknowledgement is waited for, and bodies are compressed.</summary>
    protected virtual bool Ack => false;

    protected override async Task<SinkReceiver> StartAsync()
    {
        var stub = await SplunkStub.StartAsync(Ack ? new StubAcks() : null);
        // Not what the conformance suite is about.
        stub.MaxContentLength = 10_000_000;
        return new Receiver(stub);
    }

    private sealed class Receiver(SplunkStub stub) : SinkReceiver
    {
        public override string? Secret => stub.Token;

        public override bool WasTouched => stub.Server.Asked > 0;

        public override ISink CreateSink() => new SplunkSink(
            new SplunkOptions
            {
                Url = stub.Server.Url,
                Token = ActivityLogForwarder.Core.Secret.FromText(stub.Token),
                Ack = stub.Acks is not null,
                Gzip = stub.Acks is not null,
            },
            "raw", TimeProvider.System);

        public override IReadOnlyList<string> Records() => [.. stub.Indexed.Select(one => one.Record)];

        public override Task BreakAsync() => stub.Server.DownAsync();

        public override Task MendAsync() => stub.Server.UpAsync();

        public override IDisposable? Hold() => stub.Server.Hold();

        protected override Task StopAsync() => stub.DisposeAsync().AsTask();
    }
}

/// <summary>The same with indexer acknowledgement and compressed bodies.</summary>
public sealed class AcknowledgedSplunkConformance : SplunkConformance
{
    protected override bool Ack => true;
}
