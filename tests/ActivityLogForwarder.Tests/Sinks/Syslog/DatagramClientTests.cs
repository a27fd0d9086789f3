using System.Net;
using System.Net.Sockets;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Syslog;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

public sealed class DatagramClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_event_is_a_datagram()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("udp", Port(receiver)));
        Assert.False(sink.IsConfirmed);
        await sink.CheckAsync(Token);
        var batch = SomeBatch.Of(20);
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        foreach (var body in batch.Bodies())
            Assert.Equal(body, Rfc5424Message.Parse(Encoding.UTF8.GetString((await receiver.ReceiveAsync(Token)).Buffer)).Body);
        Assert.Equal(0, receiver.Available);
    }

    [Fact]
    public async Task What_is_refused_is_no_datagram()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("udp", Port(receiver)));
        var batch = SomeBatch.OfBodies(new string('x', 1024), "a\nb", "c");
        await sink.WriteAsync(batch, Token);
        Assert.Equal([WriteOutcome.Rejected, WriteOutcome.Rejected, WriteOutcome.Accepted], batch.Outcomes());
        Assert.EndsWith("] c", Encoding.UTF8.GetString((await receiver.ReceiveAsync(Token)).Buffer), StringComparison.Ordinal);
        Assert.Equal(0, receiver.Available);
    }

    [Fact]
    public async Task A_machine_that_refuses_has_accepted_nothing()
    {
        var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = Port(receiver);
        receiver.Dispose();
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("udp", port));
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var batch = SomeBatch.Of(5);
            Assert.Equal("connection-refused", (await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask())).Code);
            Assert.False(batch.HasAccepted());
        }
    }

    private static int Port(UdpClient receiver) => ((IPEndPoint)receiver.Client.LocalEndPoint!).Port;
}
