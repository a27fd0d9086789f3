using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Syslog;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

public sealed class StreamClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, StubProtocol.OctetCounting)]
    [InlineData(false, StubProtocol.Newline)]
    public async Task Both_framings_are_there_and_octets_are_counted_as_bytes(bool counts, StubProtocol protocol)
    {
        await using var stub = new SyslogStub(protocol);
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port) with { CountsOctets = counts });
        Assert.False(sink.IsConfirmed);
        var batch = SomeBatch.OfBodies("Grüße 🎉", "12 <13>1 - - - - - -", "x");
        await sink.WriteAsync(batch, Token);
        await Eventually.TrueAsync(() => stub.Messages.Count == 3);
        Assert.Equal(batch.Bodies(), stub.Messages.Select(message => Rfc5424Message.Parse(message).Body));
        Assert.Null(stub.Violation);
    }

    [Fact]
    public async Task One_connection_serves_all_batches()
    {
        await using var stub = new SyslogStub(StubProtocol.Newline);
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port));
        for (var i = 0; i < 5; i++)
            await sink.WriteAsync(SomeBatch.Of(10), Token);
        Assert.Equal(1, stub.Connections);
    }

    [Fact]
    public async Task A_peer_that_has_closed_gets_nothing_on_the_old_connection()
    {
        await using var stub = new SyslogStub(StubProtocol.Newline);
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port));
        for (var i = 1; i <= 20; i++)
        {
            var batch = SomeBatch.Of(3);
            await sink.WriteAsync(batch, Token);
            Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
            await Eventually.TrueAsync(() => stub.Messages.Count == 3 * i);
            stub.Disconnect();
        }

        Assert.Equal(20, stub.Connections);
    }

    [Fact]
    public async Task A_batch_that_the_peer_does_not_take_is_not_accepted()
    {
        await using var stub = new SyslogStub(StubProtocol.Newline);
        using var hold = stub.Hold();
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port) with { Timeout = TimeSpan.FromSeconds(1) });
        var batch = SomeBatch.OfBodies(Enumerable.Repeat(new string('x', 1 << 20), 32));
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal("timeout", failure.Code);
        Assert.False(batch.HasAccepted());
    }

    [Fact]
    public async Task What_is_accepted_has_arrived_at_the_receiver_s_system()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not tell what has arrived.");
        await using var stub = new SyslogStub(StubProtocol.Newline);
        using var hold = stub.Hold();
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port) with { Timeout = TimeSpan.FromSeconds(1) });
        var body = new string('x', 20_000);
        var accepted = 0;
        try
        {
            for (var i = 0; i < 10_000; i++)
            {
                await sink.WriteAsync(SomeBatch.OfBodies(body), Token);
                accepted++;
            }

            Assert.Fail("Two hundred megabytes cannot lie in the buffers.");
        }
        catch (SinkException)
        {
            Assert.InRange(accepted * body.Length, 1, stub.Unread);
        }
    }

    [Fact]
    public async Task A_peer_that_closes_while_it_is_written_to_has_accepted_nothing()
    {
        await using var stub = new SyslogStub(StubProtocol.Newline);
        var hold = stub.Hold();
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port));
        var batch = SomeBatch.OfBodies(Enumerable.Repeat(new string('x', 1 << 20), 32));
        var attempt = sink.WriteAsync(batch, Token).AsTask();
        await Eventually.TrueAsync(() => stub.Connections == 1);
        stub.Disconnect();
        hold.Dispose();
        Assert.Equal("connection-lost", (await Assert.ThrowsAsync<SinkException>(() => attempt)).Code);
        Assert.False(batch.HasAccepted());
    }

    [Fact]
    public async Task What_is_too_long_is_refused_alone()
    {
        await using var stub = new SyslogStub(StubProtocol.Newline);
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port) with { MaxMessageBytes = 1000 });
        var batch = SomeBatch.OfBodies("a", new string('x', 1000), "b");
        await sink.WriteAsync(batch, Token);
        Assert.Equal([WriteOutcome.Accepted, WriteOutcome.Rejected, WriteOutcome.Accepted], batch.Outcomes());
        Assert.Equal("message-too-large", batch.Results.Span[1].Reason);
        await Eventually.TrueAsync(() => stub.Messages.Count == 2);
    }

    [Theory]
    [InlineData("name.invalid", "name-not-resolved")]
    [InlineData("127.0.0.1", "connection-refused")]
    public async Task A_receiver_that_is_not_there_is_told_as_what_it_is(string host, string code)
    {
        await using var stub = new SyslogStub(StubProtocol.Newline);
        await stub.DownAsync();
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port) with { Address = new Uri($"tcp://{host}:{stub.Port}") });
        Assert.Equal(code, (await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask())).Code);
    }
}
