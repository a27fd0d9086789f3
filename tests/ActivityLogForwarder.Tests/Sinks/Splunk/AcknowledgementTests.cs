using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Splunk;

namespace ActivityLogForwarder.Tests.Sinks.Splunk;

public sealed class AcknowledgementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_accepted_before_it_is_indexed()
    {
        await using var stub = await SplunkStub.StartAsync(new StubAcks { Questions = int.MaxValue });
        await using var sink = Sink(stub);
        var batch = SomeBatch.Of(3);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal("not-acknowledged", failure.Code);
        Assert.False(batch.HasAccepted());
        Assert.Empty(stub.Indexed);
        Assert.True(sink.IsConfirmed);
    }

    [Fact]
    public async Task A_late_acknowledgement_is_waited_for()
    {
        await using var stub = await SplunkStub.StartAsync(new StubAcks { Questions = 3 });
        await using var sink = Sink(stub, TimeSpan.FromMinutes(5));
        var batch = SomeBatch.Of(3);
        await sink.WriteAsync(batch, Token);
        Assert.True(batch.HasAccepted());
        Assert.Equal(batch.Bodies(), stub.Indexed.Select(one => one.Record));
    }

    [Fact]
    public async Task What_was_lost_on_its_way_to_the_indexer_is_sent_again()
    {
        await using var stub = await SplunkStub.StartAsync(new StubAcks { Lost = 1 });
        await using var sink = Sink(stub);
        var batch = SomeBatch.Of(3);
        await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Empty(stub.Indexed);
        await sink.WriteAsync(batch, Token);
        Assert.True(batch.HasAccepted());
        Assert.Equal(batch.Bodies(), stub.Indexed.Select(one => one.Record));
    }

    [Fact]
    public async Task A_lost_acknowledgement_repeats_its_request_and_loses_nothing()
    {
        await using var stub = await SplunkStub.StartAsync(new StubAcks { Untold = 1 });
        await using var sink = Sink(stub);
        var batch = SomeBatch.Of(3);
        await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        await sink.WriteAsync(batch, Token);
        Assert.Equal([.. batch.Bodies(), .. batch.Bodies()], stub.Indexed.Select(one => one.Record));
    }

    [Fact]
    public async Task A_question_whose_answer_breaks_off_is_asked_again()
    {
        await using var stub = await SplunkStub.StartAsync(new StubAcks());
        await using var sink = Sink(stub, TimeSpan.FromMinutes(5));
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        stub.Acks!.BreakQuestions(3);
        var batch = SomeBatch.Of(3);
        await sink.WriteAsync(batch, Token);
        Assert.True(batch.HasAccepted());
        Assert.Equal(4, stub.Indexed.Count);
    }

    [Fact]
    public async Task After_a_restart_no_request_is_acknowledged_by_the_number_of_another()
    {
        await using var stub = await SplunkStub.StartAsync(new StubAcks { Questions = int.MaxValue });
        await using var sink = Sink(stub, TimeSpan.FromSeconds(3));
        var lost = SomeBatch.Of(3, prefix: "lost");
        var waiting = sink.WriteAsync(lost, Token).AsTask();
        await Conformance.Eventually.TrueAsync(() => stub.Acks!.Channels.Count > 0);

        // Its number is free again, and the next request gets it, on whatever channel.
        stub.Acks!.Restart();
        (stub.Acks.Questions, stub.Acks.Forgets) = (0, false);
        await sink.WriteAsync(SomeBatch.Of(3, prefix: "next"), Token);
        Assert.Equal("not-acknowledged", (await Assert.ThrowsAsync<SinkException>(() => waiting)).Code);
        Assert.False(lost.HasAccepted());
        Assert.Equal(3, stub.Indexed.Count);
    }

    [Fact]
    public async Task A_channel_carries_one_request_at_a_time_and_is_used_again_once_it_was_acknowledged()
    {
        await using var stub = await SplunkStub.StartAsync(new StubAcks());
        await using var sink = Sink(stub);
        for (var number = 0; number < 5; number++)
            await sink.WriteAsync(SomeBatch.Of(1), Token);
        Assert.Single(stub.Acks!.Channels.Distinct());
        stub.Acks.Lost = 1;
        await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask());
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        Assert.Equal(2, stub.Acks.Channels.Distinct().Count());
    }

    [Fact]
    public async Task Nothing_is_sent_with_a_token_that_does_not_acknowledge()
    {
        await using var stub = await SplunkStub.StartAsync();
        await using var sink = Sink(stub);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(3), Token).AsTask());
        Assert.Equal("hec-14", failure.Code);
        Assert.Equal("hec-14", (await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask())).Code);
        Assert.Empty(stub.Indexed);
    }

    [Fact]
    public async Task A_token_that_wants_acknowledgements_asked_for_is_told()
    {
        await using var stub = await SplunkStub.StartAsync(new StubAcks());
        await using var sink = new SplunkSink(new SplunkOptions { Url = stub.Server.Url, Token = Secret.FromText(stub.Token) }, "raw", TimeProvider.System);
        Assert.False(sink.IsConfirmed);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask());
        Assert.Equal("hec-10", failure.Code);
        Assert.Contains("ack: true", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_success_without_a_number_is_none()
    {
        await using var stub = await SplunkStub.StartAsync(new StubAcks());
        await using var sink = Sink(stub);
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        stub.Answer = () => (200, """{"text":"Success","code":0}""");
        var batch = SomeBatch.Of(1);
        Assert.Equal("no-ack-id", (await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask())).Code);
        Assert.False(batch.HasAccepted());
    }

    private static SplunkSink Sink(SplunkStub stub, TimeSpan? timeout = null) => new(
        new SplunkOptions { Url = stub.Server.Url, Token = Secret.FromText(stub.Token), Ack = true, AckTimeout = timeout ?? TimeSpan.FromMilliseconds(300) },
        "raw", TimeProvider.System);
}
