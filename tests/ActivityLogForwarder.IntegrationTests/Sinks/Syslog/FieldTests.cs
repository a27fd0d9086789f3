using System.Globalization;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Sinks.Syslog;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Syslog;

/// <summary>20,000 events of several contracts: each parsed by the receiver into the right fields, in order per contract.</summary>
public sealed class FieldTests
{
    private const int Contracts = 4;
    private const int EventsPerContract = 5000;

    private static readonly ReadFacts Facts = SomeSyslog.Facts("UserLogin", severity: 6, isFailure: true);

    [Theory]
    [InlineData("tcp", "gtls")]
    [InlineData("tls", "gtls")]
    [InlineData("tls", "ossl")]
    [InlineData("relp", "gtls")]
    [InlineData("relp+tls", "gtls")]
    public async Task Rsyslog_parses_every_event(string scheme, string driver)
    {
        await using var receiver = await Rsyslog.OpenAsync(driver: driver);
        await AssertParsedAsync(receiver, Sending.To(receiver, scheme));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Syslog_ng_parses_every_event(string scheme)
    {
        await using var receiver = await SyslogNg.OpenAsync();
        await AssertParsedAsync(receiver, Sending.To(receiver, scheme));
    }

    [Fact]
    public async Task Rsyslog_counts_the_same_octets()
    {
        await using var receiver = await Rsyslog.OpenAsync();
        await AssertParsedAsync(receiver, Sending.To(receiver, "tcp") with { CountsOctets = true });
    }

    [Fact]
    public async Task Syslog_ng_counts_the_same_octets()
    {
        await using var receiver = await SyslogNg.OpenAsync();
        await AssertParsedAsync(
            receiver, SomeSyslog.To("tcp", receiver.Port("octets")) with { CountsOctets = true });
    }

    [Fact]
    public async Task A_header_of_RFC_3164_is_parsed()
    {
        await using var receiver = await Rsyslog.OpenAsync();
        await using var sink = SomeSyslog.Sink(Sending.To(receiver, "relp") with { IsRfc3164 = true }, Facts);
        var batches = Sending.Batches(Sending.Contract, 10, 10);
        await Sending.DeliverAsync(sink, batches);
        await Eventually.TrueAsync(() => receiver.Count() == 10);
        Assert.Equal(batches[0].Bodies(), receiver.Messages().Select(message => message.Body.TrimStart()));
        foreach (var message in receiver.Messages())
        {
            Assert.Equal(("108", "forwarder.example.com", "ionos-activity"), (message.Priority, message.Host, message.App));
            Assert.Matches("-11-22T03:00:00", message.Time);
        }
    }

    [Fact]
    public async Task Every_datagram_is_parsed()
    {
        await using var receiver = await Rsyslog.OpenAsync();
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("udp", receiver.Port("tcp")), Facts);
        var batches = Sending.Batches(Sending.Contract, Contracts * EventsPerContract, 50);
        var sent = 0;
        foreach (var batch in batches)
        {
            // No more than the system keeps for a receiver that is slow: it drops the rest.
            await Sending.DeliverAsync(sink, [batch]);
            sent += batch.Count;
            await Eventually.TrueAsync(() => receiver.Count() == sent);
        }

        Assert.Equal(
            batches.SelectMany(batch => batch.Items.ToArray()).Select(item => Expected(Sending.Contract, item)),
            receiver.Messages().Select(message => message with { Time = Normal(message.Time) }));
    }

    private static async Task AssertParsedAsync(SyslogReceiver receiver, SyslogOptions options)
    {
        var contracts = Enumerable.Range(0, Contracts)
            .Select(number => new Contract("main", string.Create(CultureInfo.InvariantCulture, $"3199999{number}"))).ToList();
        await using (var sink = SomeSyslog.Sink(options, Facts))
            await Task.WhenAll(contracts.Select(contract => Task.Run(() => Sending.DeliverAsync(sink, Sending.Batches(contract, EventsPerContract, 1000)))));
        await Eventually.TrueAsync(() => receiver.Count() >= Contracts * EventsPerContract);

        var received = receiver.Messages();
        Assert.Equal(Contracts * EventsPerContract, received.Count);
        foreach (var contract in contracts)
        {
            Assert.Equal(
                Sending.Batches(contract, EventsPerContract, 1000).SelectMany(batch => batch.Items.ToArray()).Select(item => Expected(contract, item)),
                received.Where(message => message.Contract == contract.Number).Select(message => message with { Time = Normal(message.Time) }));
        }
    }

    private static ReceivedMessage Expected(Contract contract, Payload item) => new(
        "108", item.Event.Time.ToString("O", CultureInfo.InvariantCulture), "forwarder.example.com", "ionos-activity", "UserLogin",
        contract.Number, item.Event.Id.ToString(), System.Text.Encoding.UTF8.GetString(item.Body.Span));

    private static string Normal(string time) =>
        DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
