using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.Syslog;
using ActivityLogForwarder.Transport;
using FolderOfTests = ActivityLogForwarder.Tests.Sinks.File.TemporaryFolder;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Kafka;

/// <summary>TLS as managed clusters want it: an authority of their own, a client certificate, brokers by address.</summary>
[Collection(BrokerCollection.Name)]
public sealed class TlsTests(BrokerFixture fixture)
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_authority_certificate_and_key_as_PEM_records_arrive()
    {
        var (broker, topic) = await fixture.TakeAsync();
        await using var sink = Producing.Sink(Producing.To(broker.TlsServers, topic, TimeSpan.FromMinutes(1), broker.Certificates.Client));
        var batch = SomeBatch.Of(100);
        await sink.WriteAsync(batch, Token);
        Assert.Equal(batch.Bodies(), broker.Read(topic).Select(message => message.Value));
    }

    [Fact]
    public async Task A_client_without_certificate_delivers_nothing()
    {
        var (broker, topic) = await fixture.TakeAsync();
        await FailsAsync(broker.TlsServers, topic, broker.Certificates.Trusting);
        Assert.Empty(broker.Read(topic));
    }

    [Fact]
    public async Task A_broker_of_another_authority_is_not_trusted_and_named()
    {
        var (broker, topic) = await fixture.TakeAsync();
        using var folder = new FolderOfTests();
        using var others = new TestCertificates(folder.Path);
        var failure = await FailsAsync(broker.TlsServers, topic, broker.Certificates.Client with { CaFile = others.CaFile });
        Assert.Equal("certificate-not-trusted", failure.Code);
        Assert.Contains("CN=server", failure.Message, StringComparison.Ordinal);
        Assert.Contains("CN=Test authority", failure.Message, StringComparison.Ordinal);
        Assert.Empty(broker.Read(topic));
    }

    private static async Task<SinkException> FailsAsync(string servers, string topic, TlsOptions tls)
    {
        await using var sink = Producing.Sink(Producing.To(servers, topic, Short, tls));
        var batch = SomeBatch.Of(10);
        await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.False(batch.HasAccepted());
        return await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask());
    }
}
