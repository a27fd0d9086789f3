using System.Globalization;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Sinks.Syslog;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Syslog;

/// <summary>What the tests against real receivers send, and how.</summary>
internal static class Sending
{
    public static readonly Contract Contract = new("main", "31999999");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static SyslogOptions To(SyslogReceiver receiver, string scheme) =>
        SomeSyslog.To(scheme, receiver.Port(scheme)) with { Tls = receiver.Certificates.Client };

    /// <summary>So many events of a contract in batches, all with distinct ids, in the order of their times.</summary>
    public static IReadOnlyList<Batch> Batches(Contract contract, int events, int batchSize) =>
    [
        .. Enumerable.Range(0, events).Chunk(batchSize).Select(numbers => SomeBatch.From(contract, numbers.Select(number =>
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{contract.Number}-{number}");
            return (id, SomeBatch.Record($"Ü {id} \\u2028"), SomeBatch.Time.AddMicroseconds(number * 1001L));
        }))),
    ];

    /// <summary>Delivers batch after batch as the pump does: what is not accepted is tried again.</summary>
    public static async Task DeliverAsync(ISink sink, IEnumerable<Batch> batches)
    {
        foreach (var batch in batches)
        {
            var rest = batch;
            while (rest.Count > 0)
            {
                try
                {
                    await sink.WriteAsync(rest, Token);
                }
                catch (SinkException)
                {
                    await Task.Delay(20, Token);
                }

                rest = Unaccepted(rest);
            }
        }
    }

    /// <summary>Delivers batch after batch until an attempt fails or the next is not wanted any more: the ids accepted.</summary>
    public static async Task<IReadOnlySet<string>> AttemptAsync(ISink sink, IEnumerable<Batch> batches, CancellationToken end)
    {
        var accepted = new HashSet<string>();
        foreach (var batch in batches)
        {
            try
            {
                await sink.WriteAsync(batch, Token);
            }
            catch (SinkException)
            {
                end = new CancellationToken(canceled: true);
            }

            accepted.UnionWith(Ids(batch).Except(Ids(Unaccepted(batch))));
            if (end.IsCancellationRequested)
                break;
        }

        return accepted;
    }

    public static IEnumerable<string> Ids(Batch batch) => batch.Items.ToArray().Select(item => item.Event.Id.ToString());

    /// <summary>The batch as if never tried, without the events of the ids.</summary>
    public static Batch Without(Batch batch, IReadOnlySet<string> ids) => Of(batch, (item, _) => !ids.Contains(item.Event.Id.ToString()));

    private static Batch Unaccepted(Batch batch) => Of(batch, (_, index) => batch.Results.Span[index].Outcome != WriteOutcome.Accepted);

    private static Batch Of(Batch batch, Func<Payload, int, bool> isWanted)
    {
        var items = batch.Items.ToArray().Where(isWanted).ToArray();
        return batch with { Items = items, Results = new WriteResult[items.Length] };
    }
}
