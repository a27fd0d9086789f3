using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Splunk;
using ActivityLogForwarder.Tests.Some;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.Sinks.Splunk;

public sealed class HecCodeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, 0)]
    [InlineData(200, 24)]
    [InlineData(200, 25)]
    public async Task A_success_accepts_every_event(int status, int code)
    {
        var (batch, failure) = await WriteAsync(status, $$"""{"text":"x","code":{{code}}}""");
        Assert.Null(failure);
        Assert.Equal(AllBut(WriteOutcome.Accepted), batch.Outcomes());
    }

    [Theory]
    [InlineData(403, 1)]
    [InlineData(401, 2)]
    [InlineData(401, 3)]
    [InlineData(403, 4)]
    [InlineData(500, 8)]
    [InlineData(503, 9)]
    [InlineData(400, 10)]
    [InlineData(400, 11)]
    [InlineData(400, 14)]
    [InlineData(400, 16)]
    [InlineData(503, 18)]
    [InlineData(503, 19)]
    [InlineData(503, 20)]
    [InlineData(400, 21)]
    [InlineData(503, 23)]
    [InlineData(429, 26)]
    public async Task A_code_that_is_about_no_event_has_all_tried_again(int status, int code)
    {
        var (batch, failure) = await WriteAsync(status, $$"""{"text":"x","code":{{code}},"invalid-event-number":1}""");
        Assert.Equal($"hec-{code}", failure!.Code);
        Assert.Equal(AllBut(WriteOutcome.Retry), batch.Outcomes());
    }

    [Theory]
    [InlineData(200, "", "bad-answer")]
    [InlineData(200, "<html>log in</html>", "bad-answer")]
    [InlineData(200, """{"text":"Success"}""", "bad-answer")]
    [InlineData(200, """{"text":"Success","code":"0"}""", "bad-answer")]
    [InlineData(200, """{"text":"x","code":6,"invalid-event-number":1}""", "bad-answer")]
    [InlineData(200, "[]", "bad-answer")]
    [InlineData(204, "", "http-204")]
    [InlineData(302, "", "http-302")]
    [InlineData(400, "", "http-400")]
    [InlineData(400, """{"text":"No data","code":5}""", "http-400")]
    [InlineData(404, "", "http-404")]
    [InlineData(500, """{"text":"x","code":6,"invalid-event-number":1}""", "http-500")]
    [InlineData(502, "<html>", "http-502")]
    public async Task An_answer_that_Splunk_would_not_give_accepts_and_rejects_none(int status, string body, string code)
    {
        var (batch, failure) = await WriteAsync(status, body);
        Assert.Equal(code, failure!.Code);
        Assert.Equal(AllBut(WriteOutcome.Retry), batch.Outcomes());
    }

    [Theory]
    [InlineData(6)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(15)]
    public async Task The_event_named_is_rejected_and_the_others_are_sent_again(int code)
    {
        var (batch, _) = await WriteAsync(400, $$"""{"text":"x","code":{{code}},"invalid-event-number":1}""");
        Assert.Equal([WriteOutcome.TooLarge, WriteOutcome.Rejected, WriteOutcome.Rejected, WriteOutcome.TooLarge], batch.Outcomes());
        Assert.Equal(["hec-" + code, "not-one-line", "hec-" + code], batch.Results.ToArray()[..3].Select(result => result.Reason));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"invalid-event-number\":-1")]
    [InlineData(",\"invalid-event-number\":3")]
    [InlineData(",\"invalid-event-number\":\"1\"")]
    public async Task Where_no_event_is_named_the_halves_tell(string number)
    {
        var (batch, _) = await WriteAsync(400, $$"""{"text":"x","code":6{{number}}}""");
        Assert.Equal([WriteOutcome.TooLarge, WriteOutcome.Rejected, WriteOutcome.TooLarge, WriteOutcome.TooLarge], batch.Outcomes());
    }

    [Fact]
    public async Task An_event_alone_in_its_request_is_the_one_that_is_meant()
    {
        var (batch, _) = await WriteAsync(400, """{"text":"x","code":6}""", SomeBatch.Of(1));
        Assert.Equal([WriteResult.Rejected("hec-6")], batch.Results.ToArray());
    }

    [Fact]
    public async Task A_wrong_index_is_wrong_for_every_event_that_goes_there()
    {
        await using var stub = await SplunkStub.StartAsync();
        stub.Allowed = ["ionos_2026.11"];
        await using var sink = new SplunkSink(
            new SplunkOptions { Url = stub.Server.Url, Token = Secret.FromText(stub.Token), Index = new Template("ionos_{yyyy.MM}") }, "raw", TimeProvider.System);
        var batch = SomeBatch.From(SomeBatch.Contract, new[] { 0, 1, 10, 11, 12 }.Select(day => ($"{day}", "{}", SomeBatch.Time.AddDays(day))));
        await sink.WriteAsync(batch, Token);
        Assert.Equal([WriteOutcome.TooLarge, WriteOutcome.TooLarge, WriteOutcome.Rejected, WriteOutcome.Rejected, WriteOutcome.Rejected], batch.Outcomes());
    }

    [Fact]
    public async Task A_request_too_large_is_to_be_halved()
    {
        await using var stub = await SplunkStub.StartAsync();
        stub.MaxContentLength = 1000;
        await using var sink = Sink(stub);
        var batch = SomeBatch.Of(50);
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.TooLarge, outcome));
        Assert.Equal("hec-27", batch.Results.Span[0].Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_Splunk_does_with_the_events_before_the_bad_ones_none_is_lost(bool keepsEventsBefore)
    {
        await using var stub = await SplunkStub.StartAsync();
        stub.KeepsEventsBefore = keepsEventsBefore;
        var bad = new HashSet<string> { "event-3", "event-4", "event-77", "event-99" };
        stub.Judge = one => bad.Any(id => one.Record.EndsWith($" {id}\"}}", StringComparison.Ordinal)) ? 6 : null;
        await using var sink = Sink(stub);
        var batch = SomeBatch.Of(100);
        var route = new SinkRoute("siem", sink, new CopyMapper(), new Gate(TimeSpan.FromDays(1), TimeSpan.FromDays(1), TimeProvider.System));
        Assert.True(await new Delivery(route, _ => { }, () => true, NullLogger.Instance, TimeProvider.System).DeliverAsync(batch, true, Token, Token));
        Assert.Equal(
            bad.Order(), batch.Items.ToArray().Where((_, i) => batch.Outcomes()[i] == WriteOutcome.Rejected).Select(item => item.Event.Id.ToString()).Order());
        Assert.Equal(
            batch.Bodies().Where((_, i) => batch.Outcomes()[i] == WriteOutcome.Accepted).Order(StringComparer.Ordinal),
            stub.Indexed.Select(one => one.Record).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", true, null)]
    [InlineData("x", true, "hec-4")]
    [InlineData("", false, "hec-1")]
    public async Task A_check_tells_what_is_wrong_with_the_token(string suffix, bool isOn, string? code)
    {
        await using var stub = await SplunkStub.StartAsync();
        stub.IsTokenOn = isOn;
        await using var sink = new SplunkSink(new SplunkOptions { Url = stub.Server.Url, Token = Secret.FromText(stub.Token + suffix) }, "raw", TimeProvider.System);
        var failure = await Record.ExceptionAsync(() => sink.CheckAsync(Token).AsTask());
        Assert.Equal(code, (failure as SinkException)?.Code);
        Assert.Empty(stub.Indexed);
    }

    // Of the four records the second is none.
    private static WriteOutcome[] AllBut(WriteOutcome outcome) => [outcome, WriteOutcome.Rejected, outcome, outcome];

    private static async Task<(Batch Batch, SinkException? Failure)> WriteAsync(int status, string body, Batch? events = null)
    {
        await using var stub = await SplunkStub.StartAsync();
        stub.Answer = () => (status, body);
        await using var sink = Sink(stub);
        var batch = events ?? SomeBatch.OfBodies("{}", "", "{}", "{}");
        return (batch, await Record.ExceptionAsync(() => sink.WriteAsync(batch, Token).AsTask()) as SinkException);
    }

    private static SplunkSink Sink(SplunkStub stub) =>
        new(new SplunkOptions { Url = stub.Server.Url, Token = Secret.FromText(stub.Token) }, "raw", TimeProvider.System);
}
