using System.Security.Authentication;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Syslog;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks.File;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates;

    public TlsTests() => _certificates = new TestCertificates(_folder.Path);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_client_certificate_is_shown(SslProtocols protocol)
    {
        await using var stub = Stub(protocol);
        await using var sink = Sink(stub, _certificates.Client);
        var batch = SomeBatch.Of(3);
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        Assert.Equal(["CN=client"], stub.Subjects);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Nothing_is_accepted_by_a_peer_that_refuses_us_after_the_handshake(SslProtocols protocol)
    {
        await using var stub = Stub(protocol);
        await using var sink = SomeSyslog.Sink(
            SomeSyslog.To("tls", stub.Port) with { Tls = _certificates.Trusting, Probation = TimeSpan.FromSeconds(30) });
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var batch = SomeBatch.Of(3);
            var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
            Assert.Matches("^(tls|connection-lost)$", failure.Code);
            Assert.False(batch.HasAccepted());
        }

        await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask());
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_refused_unless_that_name_is_expected()
    {
        _certificates.Issue("server", "collector.example.com");
        await using var stub = Stub(SslProtocols.None);
        await using (var sink = Sink(stub, _certificates.Client))
            Assert.Equal("certificate-not-trusted", (await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask())).Code);
        await using (var sink = Sink(stub, _certificates.Client with { ServerName = "collector.example.com" }))
            await sink.CheckAsync(Token);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        await using var stub = Stub(SslProtocols.None);
        await using var sink = Sink(stub, new TlsOptions());
        Assert.Equal("certificate-not-trusted", (await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask())).Code);
    }

    [Fact]
    public async Task Files_that_cannot_be_used_are_told_from_a_receiver_that_is_down()
    {
        await using var stub = Stub(SslProtocols.None);
        await using var missing = Sink(stub, new TlsOptions { CaFile = _certificates.PathOf("none.pem") });
        Assert.Equal("tls-files", (await Assert.ThrowsAsync<SinkException>(() => missing.CheckAsync(Token).AsTask())).Code);
        await System.IO.File.WriteAllTextAsync(_certificates.PathOf("client.key"), "no key", Token);
        await using var broken = Sink(stub, _certificates.Client);
        Assert.Equal("tls-files", (await Assert.ThrowsAsync<SinkException>(() => broken.CheckAsync(Token).AsTask())).Code);
    }

    [Fact]
    public async Task Certificates_are_read_again_when_the_files_change_and_can_be_used()
    {
        var clock = new ElapsingTime();
        await using var stub = Stub(SslProtocols.None);
        await using var sink = Sink(stub, _certificates.Client, clock);
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        clock.Advance(Dialer.CompareEvery);
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        Assert.Equal(1, stub.Connections);

        var key = await System.IO.File.ReadAllTextAsync(_certificates.PathOf("client.key"), Token);
        await System.IO.File.WriteAllTextAsync(_certificates.PathOf("client.key"), "half a ke", Token);
        clock.Advance(Dialer.CompareEvery);
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        Assert.Equal(1, stub.Connections);

        await System.IO.File.WriteAllTextAsync(_certificates.PathOf("client.key"), key, Token);
        _certificates.Issue("renewed");
        System.IO.File.Move(_certificates.PathOf("renewed.pem"), _certificates.PathOf("client.pem"), true);
        System.IO.File.Move(_certificates.PathOf("renewed.key"), _certificates.PathOf("client.key"), true);
        clock.Advance(Dialer.CompareEvery);
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        // With TLS 1.3 the client may be done before the server has looked at its certificate.
        await Eventually.TrueAsync(() => stub.Subjects.Count > 1);
        Assert.Equal(["CN=client", "CN=renewed"], stub.Subjects);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    private static SyslogSink Sink(SyslogStub stub, TlsOptions tls, TimeProvider? clock = null) =>
        SomeSyslog.Sink(SomeSyslog.To("tls", stub.Port) with { Tls = tls }, clock: clock);

    private SyslogStub Stub(SslProtocols protocol) =>
        new(StubProtocol.OctetCounting, _certificates) { WantsClientCertificate = true, Protocols = protocol };

    /// <summary>A clock whose timestamps move as told; its timers are real.</summary>
    private sealed class ElapsingTime : TimeProvider
    {
        private TimeSpan _elapsed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _elapsed += by;

        public override long GetTimestamp() => _elapsed.Ticks;
    }
}
