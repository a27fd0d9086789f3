using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Syslog;

/// <summary>Whatever stands in an event, a receiver sees one record of it, or none.</summary>
public sealed class HostileTests
{
    private static readonly string[] Bodies =
    [
        "<13>1 2026-01-01T00:00:00Z evil evil - - - forged",
        "37 <13>1 2026-01-01T00:00:00Z h a - - - x",
        "x\n<13>1 2026-01-01T00:00:00Z evil evil - - - forged",
        "x\r\n<13>Jan  1 00:00:00 evil evil: forged",
        "x\0<13>1 2026-01-01T00:00:00Z evil evil - - - forged",
        "\u2028\u2029\u0085\u000b\u000c\u001e<13>1 2026-01-01T00:00:00Z evil evil - - - forged",
        "] [evil@1 contract=\"0\" id=\"0\"] forged",
        "\u001b[2J\u0007\u0008\u007f\u009b31m",
        "\"],\"pri\":\"0\",\"body\":\"forged",
        "CEF:0|IONOS|Cloud Activity Log|v1|x|y|3|msg=a\\n<13>CEF:0|evil",
        "LEEF:2.0|IONOS|CloudActivityLog|v1|x|x09|a=b\tmsg=1 syslog 5 x",
        "2 syslog 6 forged",
        "\\ud800 \\u0000 \uFFFD\uFEFF",
        new string('x', 50_000),
        new string('\u20ac', 20_000),
        "last",
    ];

    private static readonly string[] Ids = ["\"] evil", "\\\"]", "a\\", "]", " ", "~[", "\" id=\"0", "%msg%", "$MESSAGE", "id-9", "id-10", "id-11", "id-12", "id-13", "id-14", "last"];

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("relp")]
    public async Task Rsyslog_sees_no_record_too_many(string scheme)
    {
        await using var receiver = await Rsyslog.OpenAsync();
        await AssertNothingForgedAsync(receiver, scheme);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    public async Task Syslog_ng_sees_no_record_too_many(string scheme)
    {
        await using var receiver = await SyslogNg.OpenAsync();
        await AssertNothingForgedAsync(receiver, scheme);
    }

    private static async Task AssertNothingForgedAsync(SyslogReceiver receiver, string scheme)
    {
        await using var sink = SomeSyslog.Sink(Sending.To(receiver, scheme), SomeSyslog.Facts("Evil\n<13>1 [x] \"é"));
        var batch = SomeBatch.From(Sending.Contract, Ids.Zip(Bodies, (id, body) => (id, body, SomeBatch.Time)));
        await sink.WriteAsync(batch, TestContext.Current.CancellationToken);
        var expected = Ids.Zip(Bodies, batch.Outcomes())
            .Where(item => item.Third == WriteOutcome.Accepted).Select(item => (item.First, item.Second, Sending.Contract.Number)).ToList();
        Assert.Equal(Bodies.Count(body => body.IndexOfAny(['\n', '\r', '\0']) < 0), expected.Count);
        await Eventually.TrueAsync(() => receiver.Messages() is [.., { Body: "last" }]);
        Assert.Equal(expected, receiver.Messages().Select(message => (message.Id, message.Body, message.Contract)));
    }
}
