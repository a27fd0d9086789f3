using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

public sealed class ElasticsearchSinkTests
{
    private const string Stream = "logs-ionos.activity-default";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(201, null, null, WriteOutcome.Accepted, null)]
    [InlineData(200, null, null, WriteOutcome.Accepted, null)]
    [InlineData(201, null, "not_enabled", WriteOutcome.Accepted, null)]
    [InlineData(201, null, "used", WriteOutcome.Rejected, "failure_store")]
    [InlineData(201, "strange_exception", null, WriteOutcome.Retry, "strange_exception")]
    [InlineData(202, null, null, WriteOutcome.Retry, "http-202")]
    [InlineData(302, null, null, WriteOutcome.Retry, "http-302")]
    [InlineData(400, "document_parsing_exception", null, WriteOutcome.Rejected, "document_parsing_exception")]
    [InlineData(400, "document_parsing_exception", "failed", WriteOutcome.Rejected, "document_parsing_exception")]
    [InlineData(400, "Weird Type\"\n<b>", null, WriteOutcome.Rejected, "weird_type_u0022_n_u003cb_u003e")]
    [InlineData(400, null, null, WriteOutcome.Rejected, "http-400")]
    [InlineData(401, "security_exception", null, WriteOutcome.Retry, "security_exception")]
    [InlineData(403, "cluster_block_exception", null, WriteOutcome.Retry, "cluster_block_exception")]
    [InlineData(404, "index_not_found_exception", null, WriteOutcome.Retry, "index_not_found_exception")]
    [InlineData(404, "document_missing_exception", null, WriteOutcome.Rejected, "document_missing_exception")]
    [InlineData(409, "version_conflict_engine_exception", null, WriteOutcome.AcceptedBefore, null)]
    [InlineData(409, "resource_already_exists_exception", null, WriteOutcome.Retry, "resource_already_exists_exception")]
    [InlineData(413, "too_large", null, WriteOutcome.TooLarge, "too_large")]
    [InlineData(422, "x", null, WriteOutcome.Retry, "x")]
    [InlineData(429, "es_rejected_execution_exception", null, WriteOutcome.Retry, "es_rejected_execution_exception")]
    [InlineData(500, "x", null, WriteOutcome.Retry, "x")]
    [InlineData(503, "unavailable_shards_exception", null, WriteOutcome.Retry, "unavailable_shards_exception")]
    public async Task Every_item_is_judged_by_its_own_status(
        int status, string? type, string? failureStore, WriteOutcome outcome, string? reason)
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub);
        stub.Faults.Judge = id => id.EndsWith("-1", StringComparison.Ordinal) ? new StubVerdict(status, type, failureStore) : null;
        var batch = SomeBatch.Of(3);
        await sink.WriteAsync(batch, Token);
        Assert.Equal([WriteOutcome.Accepted, outcome, WriteOutcome.Accepted], batch.Outcomes());
        Assert.Equal(reason, batch.Results.Span[1].Reason);
    }

    [Fact]
    public async Task An_item_too_large_even_alone_is_rejected()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub);
        stub.Faults.Judge = _ => new StubVerdict(413, "too_large");
        var batch = SomeBatch.Of(1);
        await sink.WriteAsync(batch, Token);
        Assert.Equal([WriteResult.Rejected("too_large")], batch.Results.ToArray());
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task A_status_of_the_whole_request_is_about_no_event(int status)
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub);
        stub.Faults.Status = status;
        var batch = SomeBatch.Of(3);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal($"http-{status}", failure.Code);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Retry, outcome));
        Assert.Equal(1, stub.Asked);
    }

    [Fact]
    public async Task What_is_asked_for_by_retry_after_is_passed_on()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub);
        (stub.Faults.Status, stub.Faults.RetryAfter) = (429, "7");
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask());
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
    }

    [Theory]
    [InlineData(StubAnswerFault.BrokenConnection, "connection-lost")]
    [InlineData(StubAnswerFault.CutOff, "bad-answer")]
    [InlineData(StubAnswerFault.OneItemFewer, "bad-answer")]
    [InlineData(StubAnswerFault.OneItemMore, "bad-answer")]
    [InlineData(StubAnswerFault.NoItems, "bad-answer")]
    [InlineData(StubAnswerFault.Empty, "bad-answer")]
    [InlineData(StubAnswerFault.NotJson, "bad-answer")]
    [InlineData(StubAnswerFault.Html, "bad-answer")]
    public async Task An_answer_that_does_not_speak_of_each_event_accepts_none(StubAnswerFault fault, string code)
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub);
        stub.Faults.Answer = fault;
        var batch = SomeBatch.Of(20);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal(code, failure.Code);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Retry, outcome));

        stub.Faults.Answer = StubAnswerFault.None;
        await sink.WriteAsync(batch, Token);
        Assert.True(batch.HasAccepted());
        Assert.Equal(20, stub.Indices.Documents(Stream).Count);
    }

    [Fact]
    public async Task An_event_sent_again_is_recognised_until_the_data_stream_rolls_over()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub);
        var batch = SomeBatch.Of(3);
        await sink.WriteAsync(batch, Token);
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.AcceptedBefore, outcome));
        Assert.Equal(3, stub.Indices.Conflicts);
        stub.Indices.Rollover(Stream);
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        Assert.Equal(3, stub.Indices.Duplicates(Stream));
    }

    [Fact]
    public async Task Ids_begin_with_the_contract()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub);
        await sink.WriteAsync(SomeBatch.From(SomeBatch.Contract, [("a\"\\b", SomeBatch.Record("x"), SomeBatch.Time)]), Token);
        Assert.Equal("31999999:a\"\\b", Assert.Single(stub.Indices.Documents(Stream)).Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_too_large_is_too_large_for_all(bool gzip)
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub, options => options with { Gzip = gzip });
        stub.MaxContentLength = 1000;
        var batch = SomeBatch.Of(100);
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.TooLarge, outcome));
        Assert.Equal(gzip, stub.LastWasCompressed);
    }

    [Fact]
    public async Task One_batch_may_go_to_several_indices()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub, options => options with { DataStream = null, Index = new Template("ionos-{account}-{contract}-{yyyy.MM}") });
        var batch = SomeBatch.From(
            new Contract("Main", "1"),
            new[] { 30, 31, 32, 60 }.Select(day => ($"id-{day}", SomeBatch.Record("x"), new DateTime(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day))));
        await sink.WriteAsync(batch, Token);
        Assert.Equal(["ionos-main-1-2026.10", "ionos-main-1-2026.11"], stub.Indices.Names);
        Assert.Equal(["1:id-31", "1:id-32", "1:id-60"], stub.Indices.Documents("ionos-main-1-2026.11").Select(document => document.Id));
    }

    [Fact]
    public async Task A_record_left_out_does_not_shift_the_judgement_of_the_others()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub);
        stub.Faults.Judge = id => id.EndsWith("-3", StringComparison.Ordinal) ? new StubVerdict(400, "x") : null;
        var batch = SomeBatch.OfBodies("", SomeBatch.Record("1"), "{\n}", SomeBatch.Record("3"), SomeBatch.Record("4"), "");
        await sink.WriteAsync(batch, Token);
        Assert.Equal(
            ["not-one-line", null, "not-one-line", "x", null, "not-one-line"], batch.Results.ToArray().Select(result => result.Reason));
    }

    [Fact]
    public async Task A_document_without_a_timestamp_is_rejected_by_a_data_stream_alone()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub);
        var batch = SomeBatch.OfBodies(SomeBatch.Record("1"), "{}", "[]", "nonsense", SomeBatch.Record("2"));
        await sink.WriteAsync(batch, Token);
        Assert.Equal(
            [WriteOutcome.Accepted, WriteOutcome.Rejected, WriteOutcome.Rejected, WriteOutcome.Rejected, WriteOutcome.Accepted], batch.Outcomes());
    }

    [Fact]
    public async Task A_missing_index_that_is_not_made_by_writing_is_tried_again()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub);
        stub.Indices.CreatesMissing = false;
        var batch = SomeBatch.Of(2);
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Retry, outcome));
    }

    [Fact]
    public async Task The_pipeline_is_named()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub, options => options with { Pipeline = "geo ip&x" });
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        Assert.Contains("&pipeline=geo%20ip%26x", stub.LastQuery, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_a_timeout()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        using var hold = stub.Faults.Hold();
        await using var sink = Sink(stub, options => options with { Timeout = TimeSpan.FromMilliseconds(100) });
        var batch = SomeBatch.Of(1);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal("timeout", failure.Code);
        Assert.False(batch.HasAccepted());
    }

    [Fact]
    public async Task Documents_are_counted_without_keeping_them()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        stub.Indices.KeepsBodies = false;
        stub.Indices.RollsOverAfter = 700;
        await using var sink = Sink(stub);
        for (var number = 0; number < 3; number++)
            await sink.WriteAsync(SomeBatch.Of(500, prefix: $"b{number}"), Token);
        var documents = stub.Indices.Documents(Stream);
        Assert.Equal(1500, documents.Count);
        Assert.Equal(3, documents.Select(document => document.BackingIndex).Distinct().Count());
        Assert.Equal(0, stub.Indices.Duplicates(Stream));
        Assert.All(documents, document => Assert.Empty(document.Body));
    }

    private static ElasticsearchSink Sink(ElasticsearchStub stub, Func<ElasticsearchOptions, ElasticsearchOptions>? change = null)
    {
        var options = new ElasticsearchOptions { Urls = [stub.Url] };
        return new ElasticsearchSink(change?.Invoke(options) ?? options, TimeProvider.System);
    }
}
