using System.Globalization;
using System.Text.Json;
using ActivityLogForwarder.Tests.Processes;
using ActivityLogForwarder.Tests.Sinks.Http;
using ActivityLogForwarder.Tests.Sinks.Kafka;
using ActivityLogForwarder.Tests.Sinks.Splunk;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.Reliability;

/// <summary>Every kind of sink there is, each with a receiver of its own.</summary>
internal static class Doors
{
    /// <summary>Events in a batch, where nothing else is said.</summary>
    public const int Batch = 100;

    private const string Retry = "retry: { initial: 50ms, max: 500ms }";

    private const string Common = "batch: { maxEvents: 100 }, " + Retry;

    public static async Task<IReadOnlyList<IDoor>> OpenAsync(Installation installation) =>
    [
        new FileDoor(installation),
        new ElasticsearchDoor(installation),
        new HttpDoor(await HttpStub.StartAsync()),
        new SplunkDoor(await SplunkStub.StartAsync(new StubAcks { Questions = 1 })),
        new SyslogDoor("relp", "ocsf", StubProtocol.Relp),
        new SyslogDoor("tcp", "cef", StubProtocol.OctetCounting),
        new KafkaDoor(MockKafka.Start()),
    ];

    /// <summary>The id of a record in the format <c>raw</c>.</summary>
    private static string Id(string record)
    {
        using var document = JsonDocument.Parse(record);
        return $"{document.RootElement.GetProperty("ionos_contract").GetString()}:{document.RootElement.GetProperty("ionos_event_id").GetString()}";
    }

    private sealed class FileDoor(Installation installation) : IDoor
    {
        public string Sink => $"archive: {{ type: file, path: \"{installation.Archive}\", {Common} }}";

        public bool IsOnce => false;

        public bool MayGo => false;

        public long Asked => new FileInfo(installation.Archive) is { Exists: true } file ? file.Length : 0;

        public IReadOnlyList<string> Delivered() => installation.Archived;

        public IDisposable? Hold() => null;

        public Task DownAsync() => Task.CompletedTask;

        public Task UpAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class ElasticsearchDoor(Installation installation) : IDoor
    {
        public string Sink => $"siem: {{ type: elasticsearch, urls: [\"{installation.Elasticsearch.Url}\"], {Common} }}";

        public bool IsOnce => true;

        public bool MayGo => true;

        public long Asked => installation.Elasticsearch.Asked;

        public IReadOnlyList<string> Delivered() => installation.Indexed;

        public IDisposable? Hold() => installation.Elasticsearch.Faults.Hold();

        public Task DownAsync() => installation.Elasticsearch.DownAsync();

        public Task UpAsync() => installation.Elasticsearch.UpAsync();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class HttpDoor(HttpStub stub) : IDoor
    {
        private readonly Uri _url = stub.Server.Url;

        public string Sink => $"lake: {{ type: http, url: \"{_url}\", format: raw, {Common} }}";

        public bool IsOnce => false;

        public bool MayGo => true;

        public long Asked => stub.Server.Asked;

        public IReadOnlyList<string> Delivered() => [.. stub.Records.Select(Id)];

        public IDisposable? Hold() => stub.Server.Hold();

        public Task DownAsync() => stub.Server.DownAsync();

        public Task UpAsync() => stub.Server.UpAsync();

        public ValueTask DisposeAsync() => stub.DisposeAsync();
    }

    private sealed class SplunkDoor(SplunkStub stub) : IDoor
    {
        private readonly Uri _url = stub.Server.Url;

        public string Sink => $"splunk: {{ type: splunk, url: \"{_url}\", token: {stub.Token}, ack: true, batch: {{ maxEvents: 1000 }}, {Retry} }}";

        // Each waits for its acknowledgement.
        public int Batch => 1000;

        public bool IsOnce => false;

        public bool MayGo => true;

        public long Asked => stub.Server.Asked;

        public IReadOnlyList<string> Delivered() => [.. stub.Indexed.Select(one => Id(one.Record))];

        public IDisposable? Hold() => stub.Server.Hold();

        public Task DownAsync() => stub.Server.DownAsync();

        public Task UpAsync() => stub.Server.UpAsync();

        public ValueTask DisposeAsync() => stub.DisposeAsync();
    }

    private sealed class SyslogDoor(string scheme, string format, StubProtocol protocol) : IDoor
    {
        private readonly SyslogStub _stub = new(protocol);

        public string Sink => string.Create(
            CultureInfo.InvariantCulture,
            $"{scheme}: {{ type: syslog, address: \"{scheme}://127.0.0.1:{_stub.Port}\", {(scheme == "tcp" ? "framing: octet-counting, " : "")}format: {format}, {Common} }}");

        public bool IsOnce => false;

        // Over plain TCP, what its system had taken and it had not read is lost when it goes, as the sink's page says.
        public bool MayGo => scheme == "relp";

        public long Asked => _stub.Count;

        public IReadOnlyList<string> Delivered()
        {
            Assert.Null(_stub.Violation);
            return [.. _stub.Messages.Select(Rfc5424Message.Parse).Select(message => $"{message.Contract}:{message.Id}")];
        }

        public IDisposable? Hold() => MayGo ? _stub.Hold() : null;

        public Task DownAsync() => _stub.DownAsync();

        public Task UpAsync() => _stub.UpAsync();

        public ValueTask DisposeAsync() => _stub.DisposeAsync();
    }

    private sealed class KafkaDoor(MockKafka kafka) : IDoor
    {
        public string Sink => $"stream: {{ type: kafka, bootstrapServers: \"{kafka.Servers}\", topic: {MockKafka.Topic}, format: raw, {Common} }}";

        public bool IsOnce => false;

        public bool MayGo => true;

        // The cluster counts nothing.
        public long Asked => 0;

        public IReadOnlyList<string> Delivered() => [.. kafka.Read().Select(message => $"{message.Headers["contract"]}:{message.Headers["event-id"]}")];

        public IDisposable? Hold() => null;

        public Task DownAsync()
        {
            kafka.AllDown();
            return Task.CompletedTask;
        }

        public Task UpAsync()
        {
            kafka.AllUp();
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            kafka.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
