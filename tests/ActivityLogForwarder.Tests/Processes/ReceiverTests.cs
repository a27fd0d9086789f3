using System.Text.Json;
using ActivityLogForwarder.Tests.Sinks.Http;
using ActivityLogForwarder.Tests.Sinks.Kafka;
using ActivityLogForwarder.Tests.Sinks.Splunk;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>One process with every kind of sink, each with a receiver of its own.</summary>
public sealed class ReceiverTests
{
    private const int Events = 400;

    [Fact]
    public async Task Every_kind_of_sink_is_reached_and_gets_every_event()
    {
        using var kafka = MockKafka.Start();
        await using var installation = await Installation.StartAsync(Events, contracts: 2);
        await using var http = await HttpStub.StartAsync();
        await using var splunk = await SplunkStub.StartAsync(new StubAcks { Questions = 1 });
        using var certificates = new TestCertificates(installation.Folder);
        await using var tls = new SyslogStub(StubProtocol.OctetCounting, certificates) { WantsClientCertificate = true };
        await using var relp = new SyslogStub(StubProtocol.Relp);
        http.Status = records => records.Count == 0 ? 200 : null;
        installation.Configure($$"""
            {{Installation.ToFile}}
            {{Installation.ToElasticsearch}}
            lake: { type: http, url: "{{http.Server.Url}}", format: raw, compression: gzip }
            splunk: { type: splunk, url: "{{splunk.Server.Url}}", token: {{splunk.Token}}, ack: true }
            stream: { type: kafka, bootstrapServers: "{{kafka.Servers}}", topic: {{MockKafka.Topic}}, format: ecs }
            tls: { type: syslog, address: "tls://localhost:{{tls.Port}}", format: cef, tls: { caFile: "{{certificates.CaFile}}", certFile: "{{certificates.PathOf("client.pem")}}", keyFile: "{{certificates.PathOf("client.key")}}" } }
            relp: { type: syslog, address: "relp://127.0.0.1:{{relp.Port}}", format: ocsf }
            screen: { type: stdout, format: leef }
            """);

        var checkedLines = (await installation.RunAsync(0, "validate", "--connect")).OutputLines;
        Assert.Equal(
            ["archive", "lake", "relp", "screen", "siem", "splunk", "stream", "tls"],
            checkedLines.Where(line => line.StartsWith("sink ", StringComparison.Ordinal)).Select(line => line["sink ".Length..^": ok".Length]).Order());

        var run = await installation.RunAsync(0, "run", "--once");
        Assert.Equal(installation.Truth.Count(), run.OutputLines.Count(line => line.Contains("LEEF:", StringComparison.Ordinal)));
        Same.Once(installation.Truth, installation.Archived);
        Same.Once(installation.Truth, installation.Indexed);
        Same.AtLeastOnce(installation.Truth, [.. http.Records.Select(Id)]);
        Same.AtLeastOnce(installation.Truth, [.. splunk.Indexed.Select(one => Id(one.Record))]);
        Same.AtLeastOnce(installation.Truth, [.. kafka.Read().Select(message => $"{message.Headers["contract"]}:{message.Headers["event-id"]}")]);
        foreach (var receiver in (SyslogStub[])[tls, relp])
        {
            Assert.Null(receiver.Violation);
            Same.AtLeastOnce(installation.Truth, [.. receiver.Messages.Select(Rfc5424Message.Parse).Select(message => $"{message.Contract}:{message.Id}")]);
        }

        Assert.Contains(tls.Subjects, subject => subject.Contains("client", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_topic_that_is_missing_is_found_out()
    {
        using var kafka = MockKafka.Start();
        await using var installation = await Installation.StartAsync();
        kafka.Spoil("elsewhere", Confluent.Kafka.ErrorCode.UnknownTopicOrPart);
        installation.Configure($$"""stream: { type: kafka, bootstrapServers: "{{kafka.Servers}}", topic: elsewhere }""");
        var finished = await installation.RunAsync(2, "validate", "--connect");
        Assert.Equal("sink stream: The topic elsewhere does not exist, or the credential may not see it.", Assert.Single(finished.ErrorLines));
    }

    private static string Id(string record)
    {
        using var document = JsonDocument.Parse(record);
        return $"{document.RootElement.GetProperty("ionos_contract").GetString()}:{document.RootElement.GetProperty("ionos_event_id").GetString()}";
    }
}
