using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Syslog;

/// <summary>Receivers that do not want us accept nothing, although they accept the connection.</summary>
public sealed class RefusalTests
{
    // With its driver ossl rsyslog 8.2302 leaves such a connection open and unread, which nobody can tell from a slow one.
    [Fact]
    public async Task Rsyslog_that_permits_another_name_accepts_nothing()
    {
        await using var receiver = await Rsyslog.OpenAsync(onlyPeer: "somebody.else.example.com");
        await AssertRefusedAsync(receiver, isCertified: true);
    }

    [Fact]
    public async Task Rsyslog_accepts_nothing_without_a_certificate()
    {
        await using var receiver = await Rsyslog.OpenAsync(driver: "ossl");
        await AssertRefusedAsync(receiver, isCertified: false);
    }

    [Fact]
    public async Task Syslog_ng_accepts_nothing_without_a_certificate()
    {
        await using var receiver = await SyslogNg.OpenAsync();
        await AssertRefusedAsync(receiver, isCertified: false);
    }

    private static async Task AssertRefusedAsync(SyslogReceiver receiver, bool isCertified)
    {
        var options = Sending.To(receiver, "tls") with { Probation = TimeSpan.FromSeconds(10) };
        await using var sink = SomeSyslog.Sink(isCertified ? options : options with { Tls = receiver.Certificates.Trusting });
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var batch = SomeBatch.Of(10);
            await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, TestContext.Current.CancellationToken).AsTask());
            Assert.Empty(receiver.Messages());
            Assert.False(batch.HasAccepted());
        }

        await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(TestContext.Current.CancellationToken).AsTask());
        Assert.Empty(receiver.Messages());
    }
}
