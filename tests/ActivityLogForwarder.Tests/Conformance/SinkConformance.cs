using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Sinks;

namespace ActivityLogForwarder.Tests.Conformance;

/// <summary>What every sink must hold. Each has a subclass, which <see cref="EverySinkTests"/> sees to.</summary>
public abstract class SinkConformance
{
    /// <summary>The kind of sink under test.</summary>
    public abstract SinkType Type { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract Task<SinkReceiver> StartAsync();

    [Fact]
    public async Task Every_event_is_judged_and_what_was_accepted_is_there_in_order()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        var batches = Enumerable.Range(0, 3).Select(number => SomeBatch.Of(200, prefix: $"b{number}")).ToList();
        foreach (var batch in batches)
        {
            await sink.WriteAsync(batch, Token);
            Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        }

        Assert.Equal(batches.SelectMany(batch => batch.Bodies()), receiver.Records());
    }

    [Fact]
    public async Task Creating_it_does_no_IO()
    {
        await using var receiver = await StartAsync();
        var sink = receiver.CreateSink();
        await sink.DisposeAsync();
        Assert.False(receiver.WasTouched);
        await receiver.BreakAsync();
        await using var another = receiver.CreateSink();
    }

    [Fact]
    public async Task Nothing_is_accepted_by_a_dead_receiver_and_all_once_it_is_back()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        var before = SomeBatch.Of(10, prefix: "before");
        await sink.WriteAsync(before, Token);
        await receiver.BreakAsync();
        var batch = SomeBatch.Of(10, prefix: "after");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
            Assert.Matches("^[a-z0-9-]+$", failure.Code);
            Assert.False(batch.HasAccepted());
        }

        await receiver.MendAsync();
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        Assert.Equal([.. before.Bodies(), .. batch.Bodies()], receiver.Records());
    }

    [Fact]
    public async Task A_check_changes_nothing_and_tells_a_dead_receiver()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        await sink.CheckAsync(Token);
        Assert.Empty(receiver.Records());
        if (!receiver.CanBeChecked)
            return;
        await receiver.BreakAsync();
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask());
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task No_secret_shows_in_a_failure()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        await receiver.BreakAsync();
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask());
        if (receiver.Secret is not null)
            Assert.DoesNotContain(receiver.Secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_of_several_contracts_at_once_do_not_mix()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        var contracts = Enumerable.Range(0, 6).Select(number => new Contract("main", $"3199999{number}")).ToList();
        await Task.WhenAll(contracts.Select(contract => Task.Run(
            async () =>
            {
                for (var number = 0; number < 5; number++)
                {
                    var batch = SomeBatch.Of(40, contract, $"b{number}");
                    await sink.WriteAsync(batch, Token);
                    Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
                }
            },
            Token)));
        var records = receiver.Records();
        Assert.Equal(6 * 5 * 40, records.Count);
        foreach (var contract in contracts)
        {
            Assert.Equal(
                Enumerable.Range(0, 5).SelectMany(number => SomeBatch.Of(40, contract, $"b{number}").Bodies()),
                records.Where(record => record.Contains($"\"{contract} ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_repeat_shows_unless_the_sink_says_that_it_is_recognised()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        await sink.WriteAsync(SomeBatch.Of(10), Token);
        var again = SomeBatch.Of(10);
        await sink.WriteAsync(again, Token);
        Assert.Equal(sink.RecognisesRepeats ? 10 : 20, receiver.Records().Count);
        Assert.All(again.Outcomes(), outcome => Assert.Equal(sink.RecognisesRepeats ? WriteOutcome.AcceptedBefore : WriteOutcome.Accepted, outcome));
    }

    [Fact]
    public async Task Hostile_records_and_ids_forge_nothing()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        var texts = new[]
        {
            """\"}\n{\"create\":{\"_id\":\"x\"}}""", "\\u0000\\u0007\\u001b[2J", "\\r\\n<13>1 - - - -", "Grüße 🎉\u2028\u2029\u0085",
            "\\ud800", "{{{", new string('x', 1 << 20), "=|\\\\,;", "' OR 1=1 --", "%00%0a", "<script>", " ",
        };
        var ids = new[] { "\"}}", "\\", "\\\"", "a b", "{contract}", "../../x", "%n", "'", "\"},\"status\":201", "~", " ", "#" };
        var batch = SomeBatch.From(SomeBatch.Contract, texts.Zip(ids, (text, id) => (id, SomeBatch.Record(text), SomeBatch.Time)));
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
        Assert.Equal(batch.Bodies(), receiver.Records());
    }

    [Fact]
    public async Task A_record_that_is_not_one_line_becomes_no_two_records()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        var batch = SomeBatch.OfBodies(
            SomeBatch.Record("one"), "{\"a\":1}\n{\"create\":{\"_id\":\"forged\"}}", SomeBatch.Record("two"), "", "{\"a\":\r1}", SomeBatch.Record("three"));
        await sink.WriteAsync(batch, Token);
        var accepted = batch.Bodies().Where((_, index) => batch.Outcomes()[index] == WriteOutcome.Accepted).ToList();
        Assert.Equal(accepted, receiver.Records());
        Assert.Equal([SomeBatch.Record("one"), SomeBatch.Record("two"), SomeBatch.Record("three")], accepted.Where(body => body.Contains("@timestamp", StringComparison.Ordinal)));
        Assert.DoesNotContain(WriteOutcome.Retry, batch.Outcomes());
    }

    [Fact]
    public async Task A_batch_of_nothing_but_refused_records_is_judged()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        var batch = SomeBatch.OfBodies("{\n}", "");
        await sink.WriteAsync(batch, Token);
        Assert.DoesNotContain(WriteOutcome.Retry, batch.Outcomes());
    }

    [Fact]
    public async Task A_slice_of_a_batch_is_delivered_and_judged_alone()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        var batch = SomeBatch.Of(10);
        await sink.WriteAsync(batch.Slice(3, 4), Token);
        Assert.Equal(batch.Bodies().Skip(3).Take(4), receiver.Records());
        for (var i = 0; i < 10; i++)
            Assert.Equal(i is >= 3 and < 7 ? WriteOutcome.Accepted : WriteOutcome.Retry, batch.Outcomes()[i]);
    }

    [Fact]
    public async Task A_cancelled_attempt_throws_and_judges_nothing()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        var batch = SomeBatch.Of(5);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sink.WriteAsync(batch, new CancellationToken(true)).AsTask());
        Assert.False(batch.HasAccepted());
        Assert.Empty(receiver.Records());
    }

    [Fact]
    public async Task An_attempt_cancelled_under_way_throws_and_judges_nothing()
    {
        await using var receiver = await StartAsync();
        await using var sink = receiver.CreateSink();
        using var hold = receiver.Hold();
        if (hold is null)
            Assert.Skip("This receiver cannot be made to hang.");
        var batch = SomeBatch.Of(5);
        using var cancellation = new CancellationTokenSource();
        var attempt = sink.WriteAsync(batch, cancellation.Token).AsTask();
        await Eventually.TrueAsync(() => receiver.WasTouched);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt);
        Assert.False(batch.HasAccepted());
    }

    [Fact]
    public async Task Disposing_it_twice_is_fine()
    {
        await using var receiver = await StartAsync();
        var sink = receiver.CreateSink();
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        await sink.DisposeAsync();
        await sink.DisposeAsync();
    }
}
