using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

public sealed class BulkAnswerTests
{
    private const string Two = """{"errors":false,"items":[{"create":{"status":201}},{"create":{"status":409,"error":{"type":"version_conflict_engine_exception"}}}]}""";

    [Theory]
    [InlineData("""{"took":30,"ingest_took":1,"errors":true,"items":[{"create":{"_index":"i","_id":"a","_shards":{"total":2,"failures":[{}]},"status":201,"_seq_no":0}},{"create":{"status":409}}]}""")]
    [InlineData("""  {"items":[{"create":{"failure_store":null,"error":null,"status":200}},{"create":{"status":409,"error":"conflict"}}],"errors":true}  """)]
    [InlineData(Two)]
    public void An_answer_with_one_item_per_event_judges_each(string answer)
    {
        var batch = SomeBatch.Of(2);
        Assert.True(BulkAnswer.TryJudge(Encoding.UTF8.GetBytes(answer), batch, 2));
        Assert.Equal([WriteOutcome.Accepted, WriteOutcome.AcceptedBefore], batch.Outcomes());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{"errors":false}""")]
    [InlineData("""{"items":null}""")]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":{"create":{"status":201}}}""")]
    [InlineData("""{"items":[{"create":{"status":201}}]}""")]
    [InlineData("""{"items":[{"create":{"status":201}},{"create":{}}]}""")]
    [InlineData("""{"items":[{"create":{"status":201}},{}]}""")]
    [InlineData("""{"items":[{"create":{"status":201}},null]}""")]
    [InlineData("""{"items":[{"create":{"status":201}},{"index":{"status":201}}]}""")]
    [InlineData("""{"items":[{"create":{"status":201}},{"create":{"status":"201"}}]}""")]
    [InlineData("""{"items":[{"create":{"status":201}},{"create":{"status":201.5}}]}""")]
    [InlineData("""{"items":[{"create":{"status":201},"create":{"status":201}}]}""")]
    [InlineData("""{"items":[{"create":{"status":201}},{"create":{"status":201}},{"create":{"status":201}}]}""")]
    [InlineData("""{"items":[{"create":{"status":201}},{"create":{"status":201}}],"items":[]}""")]
    [InlineData("""{"items":[{"create":{"status":201}},{"create":{"status":201}}]}{}""")]
    [InlineData("""{"items":[{"create":{"status":201}},{"create":{"status":201}}]""")]
    public void Any_other_answer_judges_none(string answer)
    {
        var batch = SomeBatch.Of(2);
        Assert.False(BulkAnswer.TryJudge(Encoding.UTF8.GetBytes(answer), batch, 2));
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Retry, outcome));
    }

    [Fact]
    public void An_answer_cut_off_anywhere_judges_none()
    {
        var answer = Encoding.UTF8.GetBytes(Two);
        for (var length = 0; length < answer.Length; length++)
        {
            var batch = SomeBatch.Of(2);
            Assert.False(BulkAnswer.TryJudge(answer.AsSpan(0, length), batch, 2));
            Assert.False(batch.HasAccepted());
        }
    }

    [Fact]
    public void A_spoilt_answer_judges_all_or_none() => Check.One(PropertyConfig.Tries(), Prop.ForAll<int, byte>((place, value) =>
    {
        var answer = Encoding.UTF8.GetBytes(Two);
        answer[(int)((uint)place % answer.Length)] = value;
        var batch = SomeBatch.Of(2);
        return BulkAnswer.TryJudge(answer, batch, 2) || batch.Results.ToArray().All(result => result == default);
    }));

    /// <summary>What is compared as a whole is judged as if it were read item by item, which white space before it brings about.</summary>
    [Fact]
    public void An_answer_that_says_created_throughout_is_judged_as_any_other() => Check.One(PropertyConfig.Tries(3000), Prop.ForAll<int, byte, byte>((place, value, count) =>
    {
        var events = 1 + (count % 4);
        var item = """{"create":{"status":201}}""";
        var answer = Encoding.UTF8.GetBytes($$"""{"errors":false,"items":[{{string.Join(',', Enumerable.Repeat(item, events))}}]}""");
        if (place % 3 == 0)
            answer[(int)((uint)place % answer.Length)] = value % 2 == 0 ? (byte)",0129}]"[value % 7] : value;
        else if (place % 3 == 1)
            answer = answer[..(int)((uint)place % answer.Length)];
        var (batch, other) = (SomeBatch.Of(events), SomeBatch.Of(events));
        Assert.Equal(BulkAnswer.TryJudge([.. " "u8, .. answer], other, events), BulkAnswer.TryJudge(answer, batch, events));
        Assert.Equal(other.Results.ToArray(), batch.Results.ToArray());
    }));

    [Fact]
    public void Reasons_are_short_and_plain()
    {
        var batch = SomeBatch.Of(1);
        var type = new string('A', 10) + "\\u001b[2J" + new string('z', 500);
        Assert.True(BulkAnswer.TryJudge(Encoding.UTF8.GetBytes(
            "{\"items\":[{\"create\":{\"status\":400,\"error\":{\"reason\":\"secret\",\"type\":\"" + type + "\"}}}]}"), batch, 1));
        Assert.Matches("^[a-z0-9_.-]{64}$", batch.Results.Span[0].Reason!);
    }

    [Fact]
    public void Bodies_and_answers_take_no_memory_per_event()
    {
        // Warm: code compiled, buffers in the pool.
        _ = AllocatedFor(1000);
        _ = AllocatedFor(1000);
        Assert.Equal(AllocatedFor(1000), AllocatedFor(2000));
    }

    private static long AllocatedFor(int count)
    {
        var batch = SomeBatch.Of(count);
        var answer = Encoding.UTF8.GetBytes(
            "{\"errors\":false,\"items\":[" + string.Join(',', Enumerable.Repeat("{\"create\":{\"status\":201}}", count)) + "]}");
        var target = new Template("logs-{contract}-{yyyy.MM}");
        using var body = new Utf8Buffer(1 << 20);
        new BulkBody(batch, target).Write(0, body);
        BulkAnswer.TryJudge(answer, batch, count);
        body.Clear();
        batch.Results.Span.Clear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var bulk = new BulkBody(batch, target);
        bulk.Write(0, body);
        var judged = BulkAnswer.TryJudge(answer, batch, count);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(count, bulk.Count);
        Assert.Equal(body.Length, bulk.Length);
        Assert.True(judged);
        return allocated;
    }
}
