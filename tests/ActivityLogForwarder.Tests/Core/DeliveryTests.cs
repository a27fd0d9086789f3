using System.Text.RegularExpressions;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Core;

public sealed class DeliveryTests
{
    private readonly List<string> _outcomes = [];
    private readonly LogLines _log = new();
    private bool _mayDeadLetter = true;

    [Fact]
    public async Task An_accepted_batch_takes_one_attempt()
    {
        var sink = new ScriptedSink(ScriptedSink.Accept);
        var batch = Events.Batch(5);
        Assert.True(await Deliver(sink, batch));
        Assert.Equal([5], sink.Attempts);
        Assert.All(batch.Results.ToArray(), result => Assert.Equal(WriteOutcome.Accepted, result.Outcome));
        Assert.Equal(["accepted"], _outcomes);
    }

    [Fact]
    public async Task Only_what_was_not_judged_is_sent_again()
    {
        var sink = new ScriptedSink((batch, attempt) =>
        {
            for (var i = 0; i < batch.Count; i++)
                batch.Results.Span[i] = attempt == 1 && i % 2 == 0 ? WriteResult.Retry("http-429") : WriteResult.Accepted;
        });
        Assert.True(await Deliver(sink, Events.Batch(6)));
        Assert.Equal([6, 3], sink.Attempts);
        Assert.Equal(["event-1", "event-3", "event-5", "event-0", "event-2", "event-4"], sink.Accepted);
    }

    [Fact]
    public async Task What_a_sink_accepted_before_its_connection_broke_is_not_sent_again()
    {
        var sink = new ScriptedSink((batch, attempt) =>
        {
            ScriptedSink.Accept(batch, attempt);
            if (attempt > 1)
                return;
            batch.Results.Span[2..].Clear();
            throw new SinkException("cut-off", "The connection broke.");
        });
        Assert.True(await Deliver(sink, Events.Batch(4)));
        Assert.Equal([4, 2], sink.Attempts);
        Assert.Equal(4, sink.Accepted.Distinct().Count());
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_halved_until_one_event_alone_is_rejected()
    {
        var sink = new ScriptedSink((batch, _) =>
        {
            var holdsTheLargeOne = batch.Items.ToArray().Any(payload => payload.Event.Id.ToString() == "event-5");
            batch.Results.Span.Fill(holdsTheLargeOne ? WriteResult.TooLarge("http-413") : WriteResult.Accepted);
        });
        var batch = Events.Batch(8);
        Assert.True(await Deliver(sink, batch));
        Assert.Equal(7, sink.Accepted.Count);
        Assert.Equal(WriteOutcome.Rejected, batch.Results.Span[5].Outcome);
        Assert.Equal("http-413", batch.Results.Span[5].Reason);
    }

    [Fact]
    public async Task A_sink_that_refuses_every_event_of_a_batch_is_held_and_tried_again()
    {
        var wasHeld = false;
        Gate? gate = null;
        var sink = new ScriptedSink((batch, attempt) =>
        {
            wasHeld |= gate!.IsHeld;
            batch.Results.Span.Fill(attempt <= 2 ? WriteResult.Rejected("mapper_parsing_exception") : WriteResult.Accepted);
        });
        var batch = Events.Batch(20);
        Assert.True(await Deliver(sink, batch, created => gate = created));
        Assert.True(wasHeld);
        Assert.False(gate!.IsHeld);
        Assert.Equal(20, sink.Accepted.Count);
    }

    [Fact]
    public async Task One_refused_event_among_many_is_that_event()
    {
        var sink = new ScriptedSink((batch, _) =>
        {
            ScriptedSink.Accept(batch, 0);
            batch.Results.Span[7] = WriteResult.Rejected("mapper_parsing_exception");
        });
        var batch = Events.Batch(20);
        Assert.True(await Deliver(sink, batch));
        Assert.Equal([20], sink.Attempts);
        Assert.Equal(WriteOutcome.Rejected, batch.Results.Span[7].Outcome);
    }

    [Fact]
    public async Task A_hundred_refused_events_in_a_row_hold_the_sink_however_small_the_batches()
    {
        var gate = CreateGate();
        var refusing = new ScriptedSink((batch, _) => batch.Results.Span.Fill(WriteResult.Rejected("no")));
        var route = new SinkRoute("siem", refusing, new CopyMapper(), gate);
        for (var sent = 0; sent < 90; sent += 10)
            Assert.True(await Create(route).DeliverAsync(Events.Batch(10), true, default, default));
        using var stop = new CancellationTokenSource();
        var last = Create(route).DeliverAsync(Events.Batch(10), true, stop.Token, default);
        await Eventually.TrueAsync(() => gate.IsHeld);
        await stop.CancelAsync();
        Assert.False(await last);
    }

    [Fact]
    public async Task Without_room_for_dead_letters_the_sink_is_held()
    {
        _mayDeadLetter = false;
        Gate? gate = null;
        var sink = new ScriptedSink((batch, attempt) =>
        {
            ScriptedSink.Accept(batch, 0);
            if (attempt < 3)
                batch.Results.Span[0] = WriteResult.Rejected("no");
        });
        var batch = Events.Batch(3);
        Assert.True(await Deliver(sink, batch, created => gate = created));
        Assert.Equal([3, 1, 1], sink.Attempts);
        Assert.All(batch.Results.ToArray(), result => Assert.Equal(WriteOutcome.Accepted, result.Outcome));
    }

    [Fact]
    public async Task While_one_batch_probes_another_gives_up_and_loses_nothing()
    {
        var gate = CreateGate();
        var sink = new ScriptedSink((_, _) => throw new SinkException("connection-refused", "refused"));
        var route = new SinkRoute("siem", sink, new CopyMapper(), gate);
        using var stop = new CancellationTokenSource();
        var prober = Create(route).DeliverAsync(Events.Batch(3), true, stop.Token, default);
        await Eventually.TrueAsync(() => !gate.IsOpen);
        var other = Events.Batch(3);
        Assert.False(await Create(route).DeliverAsync(other, true, stop.Token, default));
        Assert.All(other.Results.ToArray(), result => Assert.Equal(WriteOutcome.Retry, result.Outcome));
        await stop.CancelAsync();
        Assert.False(await prober);
        Assert.True(gate.IsOpen);
    }

    [Fact]
    public async Task An_impatient_batch_is_given_up_at_the_first_failure()
    {
        var gate = CreateGate();
        var sink = new ScriptedSink((_, _) => throw new SinkException("connection-refused", "refused"));
        Assert.False(await Create(new SinkRoute("siem", sink, new CopyMapper(), gate)).DeliverAsync(Events.Batch(3), false, default, default));
        Assert.Equal([3], sink.Attempts);
        Assert.True(gate.IsOpen);
    }

    [Fact]
    public async Task A_sink_that_breaks_its_contract_is_tried_again()
    {
        var sink = new ScriptedSink((batch, attempt) =>
        {
            if (attempt == 1)
                throw new InvalidOperationException("a bug");
            ScriptedSink.Accept(batch, attempt);
        });
        Assert.True(await Deliver(sink, Events.Batch(2)));
        Assert.Equal(2, sink.Accepted.Count);
        Assert.Equal(["InvalidOperationException", "accepted"], _outcomes);
        Assert.Equal(["Error: Sink siem: unexpected error, trying again (InvalidOperationException)"], _log.All);
    }

    [Fact]
    public async Task The_operator_hears_once_of_a_sink_that_fails_on_and_once_of_its_end()
    {
        var sink = new ScriptedSink((batch, attempt) =>
        {
            if (attempt is not (5 or 7))
                throw new SinkException("connection-refused", $"127.0.0.1 refused ({attempt}).");
            ScriptedSink.Accept(batch, attempt);
        });
        var route = new SinkRoute("siem", sink, new CopyMapper(), CreateGate());
        Assert.True(await Create(route).DeliverAsync(Events.Batch(2), true, default, default));
        string[] told = ["Warning: Sink siem does not take events, trying again and again: connection-refused: 127.0.0.1 refused (2).", "Information: Sink siem takes events again, after N s"];
        Assert.Equal(told, Told());

        // The sixth fails, the seventh does not: nothing to tell, and nothing to take back.
        Assert.True(await Create(route).DeliverAsync(Events.Batch(2), true, default, default));
        Assert.Equal(told, Told());
    }

    [Fact]
    public async Task The_operator_hears_at_once_that_a_sink_refuses_everything_even_during_an_outage()
    {
        var sink = new ScriptedSink((batch, attempt) =>
        {
            if (attempt <= 3)
                throw new SinkException("http-503", "Busy.");
            batch.Results.Span.Fill(attempt <= 6 ? WriteResult.Rejected("mapper_parsing_exception") : WriteResult.Accepted);
        });
        Assert.True(await Deliver(sink, Events.Batch(20)));
        Assert.Equal(
            [
                "Warning: Sink siem does not take events, trying again and again: http-503: Busy.",
                "Warning: Sink siem does not take events, trying again and again: refuses everything: mapper_parsing_exception",
                "Information: Sink siem takes events again, after N s",
            ],
            Told());
    }

    // However long it took.
    private string[] Told() => [.. _log.All.Select(line => Regex.Replace(line, @"after \d+ s$", "after N s"))];

    private static Gate CreateGate() => new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), TimeProvider.System);

    private Delivery Create(SinkRoute route) => new(route, _outcomes.Add, () => _mayDeadLetter, _log, TimeProvider.System);

    private async Task<bool> Deliver(ScriptedSink sink, Batch batch, Action<Gate>? created = null)
    {
        var gate = CreateGate();
        created?.Invoke(gate);
        return await Create(new SinkRoute("siem", sink, new CopyMapper(), gate)).DeliverAsync(batch, true, default, default);
    }
}
