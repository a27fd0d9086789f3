using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

/// <summary>Several nodes of one cluster.</summary>
public sealed class FailoverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batches_go_round_and_each_is_one_request()
    {
        await using var first = await ElasticsearchStub.StartAsync();
        await using var second = await ElasticsearchStub.StartAsync(indices: first.Indices, prefix: "/es/two");
        await using var sink = Sink(new ManualClock(), first, second);
        for (var number = 0; number < 6; number++)
            await sink.WriteAsync(SomeBatch.Of(1, prefix: $"b{number}"), Token);
        Assert.Equal(["POST /_bulk", "POST /_bulk", "POST /_bulk"], first.Log);
        Assert.Equal(["POST /_bulk", "POST /_bulk", "POST /_bulk"], second.Log);
    }

    [Fact]
    public async Task After_one_failure_a_dead_node_is_left_out_until_its_time_has_come()
    {
        var clock = new ManualClock();
        await using var dead = await ElasticsearchStub.StartAsync();
        await using var other = await ElasticsearchStub.StartAsync(indices: dead.Indices);
        await dead.DownAsync();
        await using var sink = Sink(clock, dead, other);
        var batch = SomeBatch.Of(3);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal("connection-refused", failure.Code);
        Assert.Equal(0, other.Asked);
        for (var attempt = 0; attempt < 3; attempt++)
            await sink.WriteAsync(batch, Token);
        Assert.Equal(3, other.Asked);

        await dead.UpAsync();
        clock.Advance(Nodes.ShortestPause);
        await sink.WriteAsync(batch, Token);
        Assert.Equal((1, 3), (dead.Asked, other.Asked));
        Assert.Equal(3, other.Indices.Documents("logs-ionos.activity-default").Count);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_pause_that_one_node_asks_for_is_not_the_clusters(int status)
    {
        await using var ill = await ElasticsearchStub.StartAsync();
        await using var other = await ElasticsearchStub.StartAsync(indices: ill.Indices);
        await using var sink = Sink(new ManualClock(), ill, other);
        (ill.Faults.Status, ill.Faults.RetryAfter) = (status, "200");
        (other.Faults.Status, other.Faults.RetryAfter) = (429, "7");
        var batch = SomeBatch.Of(1);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal(($"http-{status}", null), (failure.Code, failure.RetryAfter));
        failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal(("http-429", TimeSpan.FromSeconds(7)), (failure.Code, failure.RetryAfter!.Value));
        other.Faults.Status = null;
        await sink.WriteAsync(batch, Token);
        Assert.True(batch.HasAccepted());
        Assert.Equal(1, ill.Asked);
    }

    [Fact]
    public async Task A_check_asks_every_node_and_names_the_one_that_is_down()
    {
        await using var first = await ElasticsearchStub.StartAsync();
        await using var down = await ElasticsearchStub.StartAsync(indices: first.Indices);
        await using var sink = Sink(new ManualClock(), first, down);
        await sink.CheckAsync(Token);
        var authority = down.Url.Authority;
        await down.DownAsync();
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask());
        Assert.Contains(authority, failure.Message, StringComparison.Ordinal);
    }

    private static ElasticsearchSink Sink(TimeProvider clock, params ElasticsearchStub[] nodes) =>
        new(new ElasticsearchOptions { Urls = [.. nodes.Select(node => node.Url)] }, clock);
}
