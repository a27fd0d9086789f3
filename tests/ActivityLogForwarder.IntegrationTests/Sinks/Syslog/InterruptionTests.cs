using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Syslog;

/// <summary>Receivers that go away in the middle and come back.</summary>
public sealed class InterruptionTests
{
    private const int Events = 20_000;

    // Each message is on the disk, in the receiver's own file, before it is acknowledged.
    private const string Direct = "queue.type=\"Direct\"";
    private const string Synced = "sync=\"on\"";

    // A queue on the disk that survives its process: each message is synced into it before it is acknowledged. It is
    // emptied slowly, so that there is something in it whenever the process dies.
    private const string SyncedQueue =
        "queue.type=\"Disk\" queue.filename=\"queue\" queue.syncQueueFiles=\"on\" queue.checkpointInterval=\"1\" queue.dequeueSlowdown=\"300\"";

    [Theory]
    [InlineData("relp")]
    [InlineData("relp+tls")]
    public async Task Nothing_is_missing_over_RELP_when_the_receiver_is_stopped_and_started(string scheme)
    {
        await using var receiver = await Rsyslog.OpenAsync();
        var (sent, received) = await DeliverAsync(receiver, scheme, Events, receiver.StopAsync);
        Assert.Superset(sent.ToHashSet(), received.ToHashSet());
    }

    [Theory]
    [InlineData("rsyslog", "tcp")]
    [InlineData("rsyslog", "tls")]
    [InlineData("syslog-ng", "tcp")]
    [InlineData("syslog-ng", "tls")]
    public async Task Over_TCP_and_TLS_at_most_what_the_receiver_had_not_read_is_missing(string server, string scheme)
    {
        await using SyslogReceiver receiver = server == "rsyslog" ? await Rsyslog.OpenAsync() : await SyslogNg.OpenAsync();
        var (sent, received) = await DeliverAsync(receiver, scheme, Events, receiver.StopAsync);
        // It read in order: what it had not read when it was stopped is one run of events, and all the others are there.
        var there = received.ToHashSet();
        var missing = sent.Select((id, index) => (id, index)).Where(item => !there.Contains(item.id)).Select(item => item.index).ToList();
        if (missing.Count > 0)
            Assert.Equal(missing.Count, missing[^1] - missing[0] + 1);
        Assert.True(missing.Count < Events / 2, $"{missing.Count} events are missing.");
    }

    [Fact]
    public async Task Nothing_is_lost_when_a_receiver_that_writes_before_it_acknowledges_is_killed()
    {
        await using var receiver = await Rsyslog.OpenAsync(queue: Direct, output: Synced);
        var (sent, received) = await DeliverAsync(receiver, "relp", 2000, receiver.KillAsync);
        Assert.Superset(sent.ToHashSet(), received.ToHashSet());
    }

    // After a kill the queue's file may end with a message that its index lacks. rsyslog 8.2302 writes the next one over
    // it, but may read on in what it had read of the old one, and loses a few of the messages that it acknowledges then.
    // None of those that it had acknowledged before the kill is concerned; nor is any after, once the queue has been
    // emptied and closed, which removes its files.
    [Fact]
    public async Task Nothing_is_lost_when_a_receiver_with_a_synced_queue_is_killed()
    {
        await using var receiver = await Rsyslog.OpenAsync(queue: SyncedQueue);
        await using var sink = SomeSyslog.Sink(Sending.To(receiver, "relp"));
        var batches = Sending.Batches(Sending.Contract, 2000, 250);
        using var killed = new CancellationTokenSource();
        var beforeKill = Task.Run(() => Sending.AttemptAsync(sink, batches, killed.Token));
        await Eventually.TrueAsync(() => receiver.Count() > 200 && batches[0].HasAccepted());
        await killed.CancelAsync();
        await receiver.KillAsync();
        var acknowledged = await beforeKill;

        do
        {
            await receiver.StartAsync();
            await Eventually.TrueAsync(() => acknowledged.IsSubsetOf(receiver.Ids()));
            await receiver.StopAsync();
        }
        while (receiver.HasQueueFiles());

        await receiver.StartAsync();
        await Sending.DeliverAsync(sink, batches.Select(batch => Sending.Without(batch, acknowledged)).Where(batch => batch.Count > 0));
        var sent = batches.SelectMany(Sending.Ids).ToHashSet();
        await Eventually.TrueAsync(() => sent.IsSubsetOf(receiver.Ids()));
    }

    /// <summary>Delivers, lets the receiver go away once it has some, and come back. The ids sent and those received.</summary>
    private static async Task<(IReadOnlyList<string> Sent, IReadOnlyList<string> Received)> DeliverAsync(
        SyslogReceiver receiver, string scheme, int events, Func<Task> end)
    {
        var batches = Sending.Batches(Sending.Contract, events, 250);
        await using var sink = SomeSyslog.Sink(Sending.To(receiver, scheme));
        // The last quarter waits, so that the receiver goes in the middle however fast it is.
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var delivery = Task.Run(async () =>
        {
            await Sending.DeliverAsync(sink, batches.Take(batches.Count * 3 / 4));
            await gone.Task;
            await Sending.DeliverAsync(sink, batches.Skip(batches.Count * 3 / 4));
        });
        await Eventually.TrueAsync(() => receiver.Count() > events / 10);
        await end();
        gone.SetResult();
        await receiver.StartAsync();
        await delivery;
        var sent = batches.SelectMany(Sending.Ids).ToList();
        await Eventually.TrueAsync(() => receiver.Messages() is [.., { } last] && last.Id == sent[^1]);
        return (sent, [.. receiver.Messages().Select(message => message.Id)]);
    }
}
