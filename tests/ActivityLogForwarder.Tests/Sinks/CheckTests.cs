using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;
using ActivityLogForwarder.Tests.Sinks.File;
using ActivityLogForwarder.Tests.Sinks.Http;
using ActivityLogForwarder.Tests.Sinks.Kafka;
using ActivityLogForwarder.Tests.Sinks.Splunk;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.Tests.Sinks;

/// <summary>What keeps a sink from its receiver is told in one line, as <c>validate --connect</c> prints it.</summary>
public sealed class CheckTests
{
    private const string Http = "{ type: http, url: \"SCHEME://HOST/x\" }";
    private const string Splunk = "{ type: splunk, url: \"SCHEME://HOST\", token: s3cr3t-token }";
    private const string Elasticsearch = "{ type: elasticsearch, urls: [\"SCHEME://HOST\"] }";
    private const string Kafka = "{ type: kafka, bootstrapServers: \"HOST\", topic: activity, properties: { reconnect.backoff.ms: \"10\" } }";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Http)]
    [InlineData(Splunk)]
    [InlineData(Elasticsearch)]
    [InlineData(Kafka)]
    [InlineData("{ type: syslog, address: \"udp://HOST\" }")]
    [InlineData("{ type: syslog, address: \"tcp://HOST\" }")]
    [InlineData("{ type: syslog, address: \"tls://HOST\" }")]
    [InlineData("{ type: syslog, address: \"relp://HOST\" }")]
    [InlineData("{ type: syslog, address: \"relp+tls://HOST\" }")]
    public Task A_name_that_cannot_be_resolved(string sink) =>
        FailsAsync(sink, "https", "name.invalid:1", "name-not-resolved", "The name of name.invalid:1 cannot be resolved.");

    [Theory]
    [InlineData(Http)]
    [InlineData(Splunk)]
    [InlineData(Elasticsearch)]
    [InlineData(Kafka)]
    [InlineData("{ type: syslog, address: \"tcp://HOST\" }")]
    [InlineData("{ type: syslog, address: \"tls://HOST\" }")]
    [InlineData("{ type: syslog, address: \"relp://HOST\" }")]
    [InlineData("{ type: syslog, address: \"relp+tls://HOST\" }")]
    public async Task A_connection_that_is_refused(string sink)
    {
        // Bound, so that the port is nobody else's, and not listened at.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var host = socket.LocalEndPoint!.ToString()!.Replace("[::ffff:127.0.0.1]", "127.0.0.1", StringComparison.Ordinal);
        await FailsAsync(sink, "http", host, "connection-refused", $"{host} refuses the connection.");
    }

    [Theory]
    [InlineData(Http)]
    [InlineData(Splunk)]
    [InlineData(Elasticsearch)]
    [InlineData("{ type: kafka, bootstrapServers: \"HOST\", topic: activity, securityProtocol: ssl }")]
    [InlineData("{ type: syslog, address: \"tls://HOST\" }")]
    [InlineData("{ type: syslog, address: \"relp+tls://HOST\" }")]
    public async Task A_certificate_that_is_not_trusted(string sink)
    {
        using var folder = new TemporaryFolder();
        using var certificates = new TestCertificates(folder.Path);
        await using var door = new TlsDoor(certificates);
        await FailsAsync(sink, "https", door.Host, "certificate-not-trusted",
            $"The certificate of {door.Host} is not trusted: no authority that we trust (tls.caFile) has issued it; subject CN=server, issuer CN=Test authority.");
    }

    [Theory]
    [InlineData("{ type: http, url: \"https://HOST/x\", tls: { caFile: \"CA\" } }")]
    [InlineData("{ type: splunk, url: \"https://HOST\", token: t, tls: { caFile: \"CA\" } }")]
    [InlineData("{ type: elasticsearch, urls: [\"https://HOST\"], tls: { caFile: \"CA\" } }")]
    [InlineData("{ type: syslog, address: \"tls://HOST\", tls: { caFile: \"CA\" } }")]
    public async Task A_certificate_of_another_name(string sink)
    {
        using var folder = new TemporaryFolder();
        using var certificates = new TestCertificates(folder.Path);
        certificates.Issue("server", "collector.example.com");
        await using var door = new TlsDoor(certificates);
        await FailsAsync(sink.Replace("CA", certificates.CaFile, StringComparison.Ordinal), "https", door.Host, "certificate-not-trusted",
            $"The certificate of {door.Host} is not trusted: it is for another name than the one dialled; subject CN=server, issuer CN=Test authority.");
    }

    [Fact]
    public async Task A_credential_that_is_refused()
    {
        await using var http = await HttpStub.StartAsync();
        http.Key = "s3cr3t-other";
        await FailsAsync("{ type: http, url: \"http://HOST/\", headers: { APIKEY: s3cr3t-key } }", "http", http.Server.Url.Authority, "http-401", "refuses the credential");
        await using var splunk = await SplunkStub.StartAsync();
        await FailsAsync(Splunk, "http", splunk.Server.Url.Authority, "hec-4", "refuses the token");
        await using var elasticsearch = await ElasticsearchStub.StartAsync();
        elasticsearch.ApiKey = "s3cr3t-other";
        await FailsAsync("{ type: elasticsearch, urls: [\"http://HOST\"], apiKey: s3cr3t-key }", "http", elasticsearch.Url.Authority, "http-401", "refuses the credential");
    }

    [Fact]
    public async Task A_topic_that_is_missing()
    {
        using var kafka = MockKafka.Start();
        await FailsAsync(Kafka.Replace("topic: activity", "topic: none", StringComparison.Ordinal), "", kafka.Servers, "topic-missing", "The topic none does not exist");
    }

    [Fact]
    public async Task A_file_that_cannot_be_written()
    {
        using var folder = new TemporaryFolder();
        await System.IO.File.WriteAllTextAsync(folder.File("file"), "", Token);
        var failure = await FailureAsync($"{{ type: file, path: \"{folder.File("file")}/events.jsonl\" }}");
        Assert.Contains(folder.File("file"), failure!.Message, StringComparison.Ordinal);
        Assert.Null(await FailureAsync($"{{ type: file, path: \"{folder.Path}/events.jsonl\" }}"));
        Assert.Null(await FailureAsync("{ type: stdout }"));
    }

    private static async Task FailsAsync(string sink, string scheme, string host, string code, string message)
    {
        if (sink.Contains("type: kafka", StringComparison.Ordinal))
            Librdkafka.Require();
        var failure = await FailureAsync(sink.Replace("SCHEME", scheme, StringComparison.Ordinal).Replace("HOST", host, StringComparison.Ordinal));
        Assert.NotNull(failure);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(code, failure.Code);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.DoesNotContain("s3cr3t", failure.ToString(), StringComparison.Ordinal);
    }

    // As the command does it: from the configuration's text.
    private static async Task<SinkException?> FailureAsync(string sink)
    {
        var read = ConfigurationFile.Check(
            $"accounts: {{ main: {{ token: t }} }}\nsinks:\n  siem: {sink}\n", Configurations.NoEnvironment, Slices.Sinks, Slices.Formats,
            new ErrorList("check.yaml"), TimeProvider.System);
        Assert.Empty(read.Errors.Select(error => error.ToString()));
        await using var created = Routes.CreateSink(read.Options!.Sinks.Single(), TimeProvider.System);
        try
        {
            await created.CheckAsync(Token);
            return null;
        }
        catch (SinkException exception)
        {
            return exception;
        }
    }

    /// <summary>Shows its certificate to whoever comes, and says nothing more.</summary>
    private sealed class TlsDoor : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly SslServerAuthenticationOptions _options;
        private readonly Task _accepting;

        public TlsDoor(TestCertificates certificates)
        {
            _options = new() { ServerCertificate = certificates.Load("server") };
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public string Host => _listener.LocalEndpoint.ToString()!;

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _accepting;
            (_options.ServerCertificate as IDisposable)?.Dispose();
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                try
                {
                    using var socket = await _listener.AcceptSocketAsync();
                    await using var ssl = new SslStream(new NetworkStream(socket));
                    await ssl.AuthenticateAsServerAsync(_options);
                    await ssl.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
                }
                catch (Exception exception) when (exception is IOException or AuthenticationException)
                {
                    // Whoever came does not trust the certificate, as expected.
                }
                catch (Exception exception) when (exception is SocketException or InvalidOperationException)
                {
                    return;
                }
            }
        }
    }
}
