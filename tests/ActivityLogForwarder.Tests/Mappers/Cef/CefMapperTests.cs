using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Cef;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Mappers.Cef;

public sealed class CefMapperTests
{
    private static readonly CefMapper Mapper = new();

    public static TheoryData<string, string, int> Fields => new()
    {
        { "$.event.type", "cat", 1023 },
        { "$.event.message", "msg", 1023 },
        { "$.event.param.uri", "request", 1023 },
        { "$.event.param.action", "requestMethod", 1023 },
        { "$.event.param.initiator", "cs4", 4000 },
        { "$.event.param.sourceService", "destinationServiceName", 1023 },
        { "$.event.resources[0].action[0]", "act", 63 },
        { "$.principal.identity.username", "suser", 1023 },
        { "$.principal.identity.contractNumber", "cs1", 4000 },
        { "$.principal.sourceService", "sourceServiceName", 1023 },
        { "$.principal.serviceHost", "dhost", 1023 },
        { "$.meta.requestId", "cs5", 4000 },
        { "$.meta.transactionId", "cs6", 4000 },
    };

    [Fact]
    public void Every_field_of_simulated_events_keeps_to_the_standard() =>
        Assert.All(SimulatedEvents.All, activity => Assert.Empty(CefDictionary.Errors(CefRecord.Parse(Encoding.UTF8.GetString(Sample.Bytes(Mapper, activity))))));

    [Fact]
    public void Every_field_of_any_record_keeps_to_the_standard() =>
        Check.One(PropertyConfig.Tries(1000), Prop.ForAll(RandomJson.Any, source => Assert.Empty(CefDictionary.Errors(Record(source)))));

    [Fact]
    public void No_hostile_text_forges_a_field_or_a_record() =>
        Assert.All(HostileEvents.All(), source => Assert.Empty(CefDictionary.Errors(Record(source))));

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_hostile_text_is_read_again_as_it_is_meant_to_be(string place, string key, int limit)
    {
        foreach (var text in HostileEvents.Texts)
        {
            var expected = Clean(HostileEvents.Meaning(text), limit);
            if (key == "act" && HostileEvents.Meaning(text).Length == 0)
                continue;
            Assert.Equal(expected.Length == 0 ? null : expected, Record(HostileEvents.With(place, text))[key]);
        }
    }

    [Fact]
    public void The_header_escapes_only_what_it_must()
    {
        Assert.StartsWith(@"CEF:0|IONOS|Cloud Activity Log|v1|a\|b\\c=d e|x\|y=|3|", Sample.Text(Mapper, """{"event":{"type":"a|b\\c=d\ne","resources":[{"action":"x|\ty="}]}}"""), StringComparison.Ordinal);
        Assert.StartsWith("CEF:0|IONOS|Cloud Activity Log|v1|Unknown|Unknown|3|", Sample.Text(Mapper, """{"event":{"type":"\n \u0000"}}"""), StringComparison.Ordinal);
        Assert.Equal(512, Record($$$"""{"event":{"resources":[{"action":["{{{new string('|', 600)}}}"]}]} }""").Header[5].Length);
    }

    [Fact]
    public void A_record_has_all_its_fields()
    {
        var record = Record(HostileEvents.Whole);
        Assert.Equal(["CEF:0", "IONOS", "Cloud Activity Log", "v1", "Error", "vr.server.update", "6"], record.Header);
        Assert.Equal(
            "externalId=u-1; rt=1474632172394; cat=Error; act=vr.server.update; outcome=failure; msg=m; reason=e; 5; 6; deviceExternalId=31999999; "
            + "cs1=31721060; cs1Label=Contract; suser=user@example.com; duid=1466; cs4=REST; cs4Label=Initiator; src=203.0.113.42; c6a2=2001:db8::1; "
            + "c6a2Label=Source IPv6 Address; sourceServiceName=DCD; destinationServiceName=Provisioning; dhost=api.ionos.com; cs2=user,server; "
            + "cs2Label=Resource Type; cs3=1466,s-1; cs3Label=Resource Id; requestMethod=POST; request=/a?b=c; cn2=422; cn2Label=HTTP Status; cs5=r-1; "
            + "cs5Label=Request Id; cn1=7; cn1Label=Queue Ref Id; cs6=t-1; cs6Label=Transaction Id",
            string.Join("; ", record.Extension.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("\"-5\"", "-5")]
    [InlineData("9223372036854775808", null)]
    [InlineData("1.5", null)]
    [InlineData("\"7 \"", null)]
    public void A_queue_reference_is_a_number_of_64_bits(string given, string? expected) =>
        Assert.Equal(expected, Record($$$"""{"meta":{"queueRefId":{{{given}}}} }""")["cn1"]);

    [Theory]
    [InlineData("1969-12-31T23:59:59.9995Z", "-1")]
    [InlineData("1970-01-01T00:00:00.0015Z", "1")]
    [InlineData("9999-12-31T23:59:59.999999999Z", "253402300799999")]
    public void A_time_is_cut_to_milliseconds(string time, string expected) =>
        Assert.Equal(expected, Record($$$"""{"meta":{"time":"{{{time}}}"} }""")["rt"]);

    [Theory]
    [InlineData("""{"messages":[{"message":"a","errorCode":1},{"message":"b","errorCode":"1"},{"errorCode":2}]}""", "3", "a; b; 1; 2; 3")]
    [InlineData("""{"messages":[]}""", "3", "3")]
    [InlineData("{}", "null", null)]
    public void The_reason_is_the_messages_and_their_codes(string error, string code, string? expected) =>
        Assert.Equal(expected, Record($$$"""{"event":{"param":{"errorCode":{{{code}}},"error":{{{error}}}}} }""")["reason"]);

    private static CefRecord Record(string source) => CefRecord.Parse(Sample.Text(Mapper, source));

    private static string Clean(string text, int limit)
    {
        var kept = string.Concat(text.Select(character => character switch
        {
            '\r' => "\r",
            '\n' or '\u0085' or '\u2028' or '\u2029' => "\n",
            _ when char.IsControl(character) => "",
            _ => character.ToString(),
        })).Trim();
        if (kept.Length > limit)
            kept = kept[..(char.IsHighSurrogate(kept[limit - 1]) ? limit - 1 : limit)];
        return kept.TrimEnd();
    }
}
