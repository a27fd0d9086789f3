using System.Text;
using ActivityLogForwarder.Mappers.Leef;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Mappers.Leef;

public sealed class LeefMapperTests
{
    private static readonly LeefMapper Mapper = new();

    public static TheoryData<string, string, int> Fields => new()
    {
        { "$.event.status", "status", int.MaxValue },
        { "$.event.message", "msg", int.MaxValue },
        { "$.event.param.uri", "url", int.MaxValue },
        { "$.event.param.action", "method", int.MaxValue },
        { "$.event.param.initiator", "initiator", int.MaxValue },
        { "$.event.param.sourceService", "destinationService", int.MaxValue },
        { "$.event.resources[0].action[0]", "cat", int.MaxValue },
        { "$.principal.identity.username", "usrName", 255 },
        { "$.principal.identity.contractNumber", "principalContract", int.MaxValue },
        { "$.principal.sourceService", "sourceService", int.MaxValue },
        { "$.principal.serviceHost", "dstHost", int.MaxValue },
        { "$.meta.requestId", "requestId", int.MaxValue },
        { "$.meta.queueRefId", "queueRefId", int.MaxValue },
        { "$.meta.transactionId", "transactionId", int.MaxValue },
    };

    [Fact]
    public void Every_attribute_of_simulated_events_keeps_to_the_guide() =>
        Assert.All(SimulatedEvents.All, activity => Assert.Empty(LeefRecord.Parse(Encoding.UTF8.GetString(Sample.Bytes(Mapper, activity))).Errors()));

    [Fact]
    public void Every_attribute_of_any_record_keeps_to_the_guide() =>
        Check.One(PropertyConfig.Tries(1000), Prop.ForAll(RandomJson.Any, source => Assert.Empty(Record(source).Errors())));

    [Fact]
    public void No_hostile_text_forges_an_attribute_or_a_record() =>
        Assert.All(HostileEvents.All(), source => Assert.Empty(Record(source).Errors()));

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_hostile_text_is_read_again_with_spaces_for_what_would_end_it(string place, string key, int limit)
    {
        foreach (var text in HostileEvents.Texts)
        {
            var expected = Clean(HostileEvents.Meaning(text), limit);
            if (key == "cat" && HostileEvents.Meaning(text).Length == 0)
                continue;
            Assert.Equal(string.IsNullOrWhiteSpace(expected) ? null : expected, Record(HostileEvents.With(place, text))[key]);
        }
    }

    [Fact]
    public void The_event_id_holds_no_delimiter()
    {
        Assert.StartsWith(@"LEEF:2.0|IONOS|CloudActivityLog|v1|a b\c=d e f|x09|devTime=", Sample.Text(Mapper, """{"meta":{"time":"2016-09-23T12:02:52Z"},"event":{"type":"a|b\\c=d\ne\tf"}}"""), StringComparison.Ordinal);
        Assert.StartsWith("LEEF:2.0|IONOS|CloudActivityLog|v1|Unknown|x09|", Sample.Text(Mapper, """{"event":{"type":"||\n"}}"""), StringComparison.Ordinal);
        Assert.Equal(254, Record($$$"""{"event":{"type":"{{{new string('a', 254)}}}😀"} }""").Header[4].Length);
    }

    [Fact]
    public void A_record_has_all_its_attributes()
    {
        var record = Record(HostileEvents.Whole);
        Assert.Equal("Error", record.Header[4]);
        Assert.Equal(
            "devTime=1474632172394; eventId=u-1; sev=6; cat=vr.server.update; status=FAILED; outcome=failure; msg=m; reason=e; 5; 6; resourceType=user,server; "
            + "resource=1466,s-1; contract=31999999; principalContract=31721060; usrName=user@example.com; src=203.0.113.42; sourceService=DCD; "
            + "destinationService=Provisioning; initiator=REST; dstHost=api.ionos.com; method=POST; url=/a?b=c; httpStatus=422; requestId=r-1; queueRefId=7; transactionId=t-1",
            string.Join("; ", record.Attributes.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Theory]
    [InlineData("2001-09-09T01:46:39.999Z", null)]
    [InlineData("2001-09-09T01:46:40Z", "1000000000000")]
    [InlineData("2286-11-20T17:46:39.9999Z", "9999999999999")]
    [InlineData("2286-11-20T17:46:40Z", null)]
    public void A_time_is_there_where_it_has_13_digits(string time, string? expected) =>
        Assert.Equal(expected, Record($$$"""{"meta":{"time":"{{{time}}}"} }""")["devTime"]);

    private static LeefRecord Record(string source) => LeefRecord.Parse(Sample.Text(Mapper, source));

    private static string Clean(string text, int limit)
    {
        var kept = string.Concat(text.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character));
        return kept.Length <= limit ? kept : kept[..(char.IsHighSurrogate(kept[limit - 1]) ? limit - 1 : limit)];
    }
}
