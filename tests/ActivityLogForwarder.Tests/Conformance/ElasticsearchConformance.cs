using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Conformance;

public class ElasticsearchConformance : SinkConformance
{
    private const string Key = "c2VjcmV0LWFwaS1rZXk";

    public override SinkType Type => ElasticsearchSink.Type;

    /// <summary>How many nodes the cluster has.</summary>
    protected virtual int NodeCount => 1;

    /// <summary>The options under test.</summary>
    protected virtual ElasticsearchOptions Change(ElasticsearchOptions options) => options;

    /// <summary>What the nodes know and ask for.</summary>
    protected virtual void Prepare(ElasticsearchStub node) => (node.ApiKey, node.Privileges) = (Key, ["create_doc", "auto_configure"]);

    protected override async Task<SinkReceiver> StartAsync()
    {
        var indices = new StubIndices();
        var nodes = new List<ElasticsearchStub>();
        for (var number = 0; number < NodeCount; number++)
        {
            nodes.Add(await ElasticsearchStub.StartAsync(indices: indices));
            Prepare(nodes[^1]);
        }

        var options = Change(new ElasticsearchOptions
        {
            Urls = [.. nodes.Select(node => node.Url)],
            Authentication = new HttpAuthentication { ApiKey = Secret.FromText(Key) },
        });
        return new Receiver(nodes, indices, options);
    }

    private sealed class Receiver(IReadOnlyList<ElasticsearchStub> nodes, StubIndices indices, ElasticsearchOptions options) : SinkReceiver
    {
        public override string? Secret => (options.Authentication.ApiKey ?? options.Authentication.Password)!.Value;

        public override bool WasTouched => nodes.Any(node => node.Asked > 0);

        public override ISink CreateSink() => new ElasticsearchSink(options, TimeProvider.System);

        public override IReadOnlyList<string> Records() =>
            [.. indices.Names.SelectMany(indices.Documents).Select(document => Encoding.UTF8.GetString(document.Body))];

        public override Task BreakAsync() => Task.WhenAll(nodes.Select(node => node.DownAsync()));

        public override Task MendAsync() => Task.WhenAll(nodes.Select(node => node.UpAsync()));

        public override IDisposable? Hold() => new Holds([.. nodes.Select(node => node.Faults.Hold())]);

        protected override Task StopAsync() => Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
    }

    private sealed class Holds(IReadOnlyList<IDisposable> holds) : IDisposable
    {
        public void Dispose()
        {
            foreach (var hold in holds)
                hold.Dispose();
        }
    }
}

/// <summary>The same with compressed bodies.</summary>
public sealed class CompressedElasticsearchConformance : ElasticsearchConformance
{
    protected override ElasticsearchOptions Change(ElasticsearchOptions options) => options with { Gzip = true };
}

/// <summary>The same with several nodes.</summary>
public sealed class ClusterElasticsearchConformance : ElasticsearchConformance
{
    protected override int NodeCount => 3;
}

/// <summary>The same with monthly indices, a pipeline, and a user and password.</summary>
public sealed class IndexElasticsearchConformance : ElasticsearchConformance
{
    protected override ElasticsearchOptions Change(ElasticsearchOptions options) => options with
    {
        DataStream = null,
        Index = new Template("ionos-activity-{yyyy.MM}"),
        Pipeline = "geo ip",
        Authentication = new HttpAuthentication { Username = "forwarder", Password = Secret.FromText("s3cr3t-password") },
    };

    protected override void Prepare(ElasticsearchStub node)
    {
        (node.Basic, node.Pipeline) = ("forwarder:s3cr3t-password", "geo ip");
        node.Privileges = ["create_doc", "auto_configure"];
    }
}
