using System.Globalization;
using System.Text;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Mappers;
using ActivityLogForwarder.Sinks.Syslog;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Mappers;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Syslog;

/// <summary>
/// Events of every kind, mapped to every format, with hostile texts in every place, arrive as they were sent: one record
/// each, and where rsyslog takes the records apart, with the fields that were meant.
/// </summary>
public sealed class FormatTests
{
    /// <summary>Texts in all places at once, and in each place those that an attacker would choose, up to 50 KB.</summary>
    private static readonly IReadOnlyList<ActivityEvent> Hostile = Numbered(
        HostileEvents.Everywhere().Where(source => source.Length < 100_000).Concat(HostileEvents.Places.SelectMany(_ => HostileEvents.Worst, HostileEvents.With))
            .Select(source => Sample.Event(source)));

    private static readonly IReadOnlyList<ActivityEvent> Simulated = Numbered(SimulatedEvents.All.Where((_, index) => index % 4 == 0));

    [Theory]
    [InlineData("tcp", false)]
    [InlineData("tcp", true)]
    [InlineData("tls", true)]
    [InlineData("relp", false)]
    [InlineData("relp+tls", false)]
    public async Task Rsyslog_finds_in_hostile_events_what_was_meant(string scheme, bool countsOctets)
    {
        await using var receiver = await Rsyslog.OpenAsync(parsesRecords: true);
        await AssertAllAsMeantAsync(receiver, Sending.To(receiver, scheme) with { CountsOctets = countsOctets }, Hostile);
    }

    [Theory]
    [InlineData("tcp", false)]
    [InlineData("octets", true)]
    [InlineData("tls", true)]
    public async Task Syslog_ng_finds_in_hostile_events_what_was_meant(string source, bool countsOctets)
    {
        await using var receiver = await SyslogNg.OpenAsync();
        var options = SomeSyslog.To(source == "tls" ? "tls" : "tcp", receiver.Port(source));
        await AssertAllAsMeantAsync(receiver, options with { CountsOctets = countsOctets, Tls = receiver.Certificates.Client }, Hostile);
    }

    [Fact]
    public async Task Rsyslog_finds_in_a_thousand_varied_events_what_was_meant()
    {
        await using var receiver = await Rsyslog.OpenAsync(parsesRecords: true);
        Assert.True(Simulated.Count > 1000);
        await AssertAllAsMeantAsync(receiver, Sending.To(receiver, "relp"), Simulated);
    }

    [Fact]
    public async Task Hostile_datagrams_are_one_record_each()
    {
        await using var receiver = await Rsyslog.OpenAsync(parsesRecords: true);
        var options = SomeSyslog.To("udp", receiver.Port("tcp")) with { MaxMessageBytes = SyslogOptionsCheck.MaxDatagram };
        var sent = new List<string>();
        foreach (var format in Slices.Formats)
        {
            await using var sink = Sink(options, format);
            foreach (var payload in Map(format, Hostile))
            {
                var batch = new Batch(Sending.Contract, new[] { payload }, new WriteResult[1]);
                await sink.WriteAsync(batch, TestContext.Current.CancellationToken);
                if (batch.Results.Span[0].Outcome == WriteOutcome.Rejected)
                    continue;
                // One at a time: the system drops datagrams that nobody reads.
                sent.Add(Text(payload));
                await Eventually.TrueAsync(() => receiver.Count() >= sent.Count);
            }
        }

        Assert.True(sent.Count > Hostile.Count * 4);
        AssertAsMeant(sent, receiver.Messages());
    }

    private static async Task AssertAllAsMeantAsync(SyslogReceiver receiver, SyslogOptions options, IReadOnlyList<ActivityEvent> events)
    {
        var sent = new List<string>();
        foreach (var format in Slices.Formats)
        {
            await using var sink = Sink(options, format);
            // The last one shows that all have come, and nothing behind them.
            foreach (var payloads in Map(format, [.. events, Sample.Event("{}")]).Chunk(100))
            {
                var batch = new Batch(Sending.Contract, payloads, new WriteResult[payloads.Length]);
                await sink.WriteAsync(batch, TestContext.Current.CancellationToken);
                Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
                sent.AddRange(payloads.Select(Text));
            }

            await Eventually.TrueAsync(() => receiver.Count() >= sent.Count);
        }

        AssertAsMeant(sent, receiver.Messages());
    }

    private static void AssertAsMeant(List<string> sent, IReadOnlyList<ReceivedMessage> received)
    {
        Assert.Equal(sent.Count, received.Count);
        foreach (var (record, message) in sent.Zip(received))
        {
            Assert.Equal(record, message.Body);
            Assert.Equal("forwarder.example.com", message.Host);
            if (message.Fields is { } fields)
                RecordFields.AssertAre(record, fields);
        }
    }

    private static SyslogSink Sink(SyslogOptions options, string format) =>
        new(options with { Timeout = Eventually.Deadline, Format = format, IsRfc3164 = format == "leef" }, ActivityFacts.Read, TimeProvider.System);

    private static IEnumerable<Payload> Map(string format, IReadOnlyList<ActivityEvent> events)
    {
        var mapper = Slices.CreateMapper(format, new MapperSettings());
        return events.Select(activity => new Payload(Sample.Bytes(mapper, activity), activity));
    }

    private static string Text(Payload payload) => Encoding.UTF8.GetString(payload.Body.Span);

    private static IReadOnlyList<ActivityEvent> Numbered(IEnumerable<ActivityEvent> events) =>
    [
        .. events.Select((activity, number) => new ActivityEvent(
            activity.Source, EventId.FromText(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"n-{number}"))),
            Sending.Contract, activity.Time, activity.HasTime)),
    ];
}
