using System.Text;
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
    public async Task Lengths_of_every_number_of_digits_are_counted()
    {
        await using var stub = new SyslogStub(StubProtocol.OctetCounting);
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port) with { CountsOctets = true });
        // With their headers some of these are just below 1,000, 10,000 and 100,000 bytes, and some just above.
        var batch = SomeBatch.OfBodies(new[] { 1000, 10_000, 100_000 }
            .SelectMany(digits => Enumerable.Range(digits - 300, 300)).Select(length => new string('x', length)));
        await sink.WriteAsync(batch, Token);
        await Eventually.TrueAsync(() => stub.Count == batch.Count);
        Assert.Equal(batch.Bodies(), stub.Messages.Select(message => Rfc5424Message.Parse(message).Body));
        Assert.Null(stub.Violation);
    }

    [Fact]
    public async Task Messages_that_were_cut_are_counted_as_they_are_sent()
    {
        await using var stub = new SyslogStub(StubProtocol.OctetCounting);
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port) with { CountsOctets = true, MaxMessageBytes = 999, CutsOversize = true });
        await sink.WriteAsync(SomeBatch.OfBodies(Enumerable.Repeat($$"""{"m":"{{new string('x', 20_000)}}"}""", 3)), Token);
        await Eventually.TrueAsync(() => stub.Count == 3);
        Assert.All(stub.Messages, message => Assert.Equal(999, Encoding.UTF8.GetByteCount(message)));
        Assert.All(stub.Messages, message => Assert.EndsWith("x…\"}", Rfc5424Message.Parse(message).Body, StringComparison.Ordinal));
        Assert.Null(stub.Violation);
    }

    [Fact]
    public async Task A_receiver_that_is_slow_for_a_while_has_all_in_the_end()
    {
        await using var stub = new SyslogStub(StubProtocol.Newline);
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port));
        var accepted = 0;
        for (var round = 0; round < 2; round++)
        {
            // More than the systems' buffers take.
            var batch = SomeBatch.OfBodies(Enumerable.Repeat(new string('x', 1 << 20), 48));
            var hold = stub.Hold();
            var attempt = sink.WriteAsync(batch, Token).AsTask();
            await Eventually.TrueAsync(() => stub.Unread > 0);
            Assert.False(attempt.IsCompleted);
            hold.Dispose();
            await attempt;
            Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
            accepted += batch.Count;
            // And then it is quick again.
            await sink.WriteAsync(SomeBatch.Of(10), Token);
            accepted += 10;
        }

        await Eventually.TrueAsync(() => stub.Count == accepted);
        Assert.Equal(1, stub.Connections);
    }

    [Theory]
    [InlineData(true, StubProtocol.OctetCounting)]
    [InlineData(false, StubProtocol.Newline)]
    public async Task What_is_too_long_is_refused_alone(bool counts, StubProtocol protocol)
    {
        await using var stub = new SyslogStub(protocol);
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", stub.Port) with { MaxMessageBytes = 1000, CountsOctets = counts });
        var batch = SomeBatch.OfBodies("a", new string('x', 1000), "b");
        await sink.WriteAsync(batch, Token);
        Assert.Equal([WriteOutcome.Accepted, WriteOutcome.Rejected, WriteOutcome.Accepted], batch.Outcomes());
        Assert.Equal("message-too-large", batch.Results.Span[1].Reason);
        await Eventually.TrueAsync(() => stub.Messages.Count == 2);
        Assert.Equal(["a", "b"], stub.Messages.Select(message => Rfc5424Message.Parse(message).Body));
        Assert.Null(stub.Violation);
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
