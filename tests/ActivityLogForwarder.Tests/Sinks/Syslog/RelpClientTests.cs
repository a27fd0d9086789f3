using System.Globalization;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Syslog;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

public sealed class RelpClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_is_opened_with_offers_numbered_and_closed()
    {
        await using var stub = new SyslogStub(StubProtocol.Relp);
        var sink = SomeSyslog.Sink(SomeSyslog.To("relp", stub.Port));
        Assert.True(sink.IsConfirmed);
        await sink.WriteAsync(SomeBatch.Of(3), Token);
        await sink.WriteAsync(SomeBatch.Of(2), Token);
        await sink.DisposeAsync();
        Assert.Matches("^relp_version=0\nrelp_software=ActivityLogForwarder,[0-9.]+\ncommands=syslog$", stub.Faults.Offers);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], stub.Faults.Numbers);
        Assert.Equal((1, 1), (stub.Connections, stub.Faults.Closed));
        Assert.Null(stub.Violation);
    }

    [Fact]
    public async Task Only_what_is_acknowledged_is_accepted()
    {
        await using var stub = new SyslogStub(StubProtocol.Relp);
        stub.Faults.Message = number => number % 3 == 0 ? "500 queue full" : "200 OK";
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("relp", stub.Port));
        var batch = SomeBatch.Of(9);
        await sink.WriteAsync(batch, Token);
        for (var i = 0; i < 9; i++)
            Assert.Equal(i % 3 == 2 ? WriteResult.Retry("relp-500") : WriteResult.Accepted, batch.Results.Span[i]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    public async Task What_is_unacknowledged_when_the_connection_breaks_must_be_sent_again(int acknowledged)
    {
        await using var stub = new SyslogStub(StubProtocol.Relp);
        stub.Faults.EndsAfter = acknowledged;
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("relp", stub.Port));
        var batch = SomeBatch.Of(1000);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal("connection-lost", failure.Code);
        var accepted = batch.Outcomes().TakeWhile(outcome => outcome == WriteOutcome.Accepted).Count();
        Assert.True(accepted <= acknowledged);
        Assert.All(batch.Outcomes().Skip(accepted), outcome => Assert.Equal(WriteOutcome.Retry, outcome));

        stub.Faults.EndsAfter = int.MaxValue;
        var rest = batch.Slice(accepted, 1000 - accepted);
        await sink.WriteAsync(rest, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        Assert.Superset(batch.Bodies().ToHashSet(), stub.Messages.Select(message => Rfc5424Message.Parse(message).Body).ToHashSet());
    }

    [Fact]
    public async Task No_more_than_a_window_is_unacknowledged()
    {
        await using var stub = new SyslogStub(StubProtocol.Relp);
        stub.Faults.Message = _ => null;
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("relp", stub.Port) with { Timeout = TimeSpan.FromSeconds(1) });
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(2000), Token).AsTask());
        Assert.Equal("timeout", failure.Code);
        Assert.Equal(RelpClient.Window, stub.Faults.Numbers.Count - 1);
    }

    [Fact]
    public async Task A_session_that_the_receiver_ended_between_batches_is_opened_again()
    {
        await using var stub = new SyslogStub(StubProtocol.Relp);
        stub.Faults.EndsAfter = 2;
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("relp", stub.Port));
        await sink.WriteAsync(SomeBatch.Of(2, prefix: "a"), Token);
        stub.Faults.EndsAfter = int.MaxValue;
        var batch = SomeBatch.Of(2, prefix: "b");
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        Assert.Equal(2, stub.Connections);
    }

    [Theory]
    [InlineData("500 no", "relp-refused")]
    [InlineData("200 OK\nrelp_version=0\ncommands=eventlog,other", "relp-no-syslog")]
    public async Task A_receiver_that_takes_no_messages_is_told_from_one_that_is_down(string answer, string code)
    {
        await using var stub = new SyslogStub(StubProtocol.Relp);
        stub.Faults.Open = answer;
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("relp", stub.Port));
        Assert.Equal(code, (await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask())).Code);
        Assert.Equal(code, (await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask())).Code);
    }

    [Fact]
    public async Task Messages_of_many_windows_arrive_in_order()
    {
        await using var stub = new SyslogStub(StubProtocol.Relp);
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("relp", stub.Port));
        var batch = SomeBatch.Of(5000);
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        Assert.Equal(batch.Bodies(), stub.Messages.Select(message => Rfc5424Message.Parse(message).Body));
        Assert.Equal(
            Enumerable.Range(0, 5000).Select(number => string.Create(CultureInfo.InvariantCulture, $"event-{number}")),
            stub.Messages.Select(message => Rfc5424Message.Parse(message).Id));
    }
}
