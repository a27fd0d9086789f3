using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Conformance;

public class ElasticsearchConformance : SinkConformance
{
    public override SinkType Type => ElasticsearchSink.Type;

    /// <summary>Whether bodies are compressed.</summary>
    protected virtual bool Gzip => false;

    protected override async Task<SinkReceiver> StartAsync()
    {
        var stub = await ElasticsearchStub.StartAsync();
        stub.ApiKey = "c2VjcmV0LWFwaS1rZXk";
        stub.Privileges = ["create_doc", "auto_configure"];
        return new Receiver(stub, Gzip);
    }

    private sealed class Receiver(ElasticsearchStub stub, bool gzip) : SinkReceiver
    {
        public override string? Secret => stub.ApiKey;

        public override bool WasTouched => stub.Asked > 0;

        public override ISink CreateSink() => new ElasticsearchSink(
            new ElasticsearchOptions
            {
                Url = stub.Url,
                Gzip = gzip,
                Authentication = new HttpAuthentication { ApiKey = ActivityLogForwarder.Core.Secret.FromText(stub.ApiKey!) },
            },
            TimeProvider.System);

        public override IReadOnlyList<string> Records() => [.. stub.Indices.Names
            .SelectMany(stub.Indices.Documents)
            .Select(document => Encoding.UTF8.GetString(document.Body))];

        public override Task BreakAsync() => stub.DownAsync();

        public override Task MendAsync() => stub.UpAsync();

        public override IDisposable? Hold() => stub.Faults.Hold();

        protected override Task StopAsync() => stub.DisposeAsync().AsTask();
    }
}

/// <summary>The same with compressed bodies.</summary>
public sealed class CompressedElasticsearchConformance : ElasticsearchConformance
{
    protected override bool Gzip => true;
}
