using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Http;
using ActivityLogForwarder.Tests.Sinks.Http;

namespace ActivityLogForwarder.Tests.Conformance;

public class HttpConformance : SinkConformance
{
    public override SinkType Type => HttpSink.Type;

    /// <summary>Whether records come as a JSON array, compressed.</summary>
    protected virtual bool IsArray => false;

    protected override async Task<SinkReceiver> StartAsync()
    {
        var stub = await HttpStub.StartAsync();
        stub.Key = "c2VjcmV0LWFwaS1rZXk";
        return new Receiver(stub, IsArray);
    }

    private sealed class Receiver(HttpStub stub, bool isArray) : SinkReceiver
    {
        public override string? Secret => stub.Key;

        public override bool WasTouched => stub.Server.Asked > 0;

        public override ISink CreateSink() => new HttpSink(
            new HttpSinkOptions
            {
                Url = stub.Server.Url,
                Headers = new Dictionary<string, string> { ["APIKEY"] = stub.Key! },
                IsArray = isArray,
                Gzip = isArray,
            },
            "ecs", TimeProvider.System);

        public override IReadOnlyList<string> Records() => stub.Records;

        public override Task BreakAsync() => stub.Server.DownAsync();

        public override Task MendAsync() => stub.Server.UpAsync();

        public override IDisposable? Hold() => stub.Server.Hold();

        protected override Task StopAsync() => stub.DisposeAsync().AsTask();
    }
}

/// <summary>The same with compressed JSON arrays.</summary>
public sealed class JsonArrayHttpConformance : HttpConformance
{
    protected override bool IsArray => true;
}
