using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Mappers.Ocsf;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Mappers.Ocsf;

public sealed class OcsfMapperTests
{
    private static readonly OcsfMapper Mapper = new(withOriginal: false);

    [Fact]
    public void Every_attribute_of_simulated_events_keeps_to_the_schema_and_nothing_is_lost() => Assert.All(SimulatedEvents.All, activity =>
    {
        var record = Parse(Sample.Bytes(Mapper, activity));
        Assert.Empty(OcsfSchema.Errors(record));
        AssertHoldsAll(record, activity.Source);
    });

    [Fact]
    public void Every_attribute_of_any_record_keeps_to_the_schema_and_nothing_is_lost() =>
        Check.One(PropertyConfig.Tries(1000), Prop.ForAll(RandomJson.Any, source =>
        {
            var record = Sample.Json(Mapper, source);
            Assert.Empty(OcsfSchema.Errors(record));
            AssertHoldsAll(record, Encoding.UTF8.GetBytes(source));
        }));

    [Fact]
    public void No_hostile_text_forges_an_attribute_or_gets_lost() => Assert.All(HostileEvents.All(), source =>
    {
        var record = Sample.Json(Mapper, source);
        Assert.Empty(OcsfSchema.Errors(record));
        AssertHoldsAll(record, Encoding.UTF8.GetBytes(source));
    });

    [Fact]
    public void The_simulator_shows_every_class() =>
        Assert.Equal(["3001", "3002", "6003"], SimulatedEvents.All.Select(activity => Parse(Sample.Bytes(Mapper, activity)).At("class_uid")).Distinct().Order());

    [Theory]
    [InlineData("""{"resources":[{"action":["sec.user.create"]}]}""", "300101", null)]
    [InlineData("""{"resources":[{"action":["sec.user.remove"]}]}""", "300106", null)]
    [InlineData("""{"resources":[{"action":["sec.user.update"]}]}""", "300199", "sec.user.update")]
    [InlineData("""{"resources":[{"action":["sec.user.other"]}]}""", "300199", "sec.user.other")]
    [InlineData("""{"resources":[{"action":["sec.user.get"]}]}""", "600302", null)]
    [InlineData("""{"resources":[{"action":["sec.group.add"]}]}""", "600301", null)]
    [InlineData("""{"resources":[{"action":["sec.group.other"]}]}""", "600399", "sec.group.other")]
    [InlineData("""{"type":"DCDUserEvent","param":{"action":"PUT"}}""", "600399", "update")]
    [InlineData("""{"type":"DCDUserEvent","param":{"action":"login"}}""", "300201", null)]
    [InlineData("""{"type":"x.logout"}""", "300202", null)]
    [InlineData("""{"type":"GenerateToken","param":{"action":"GET"}}""", "600301", null)]
    [InlineData("""{"param":{"action":"PATCH"}}""", "600303", null)]
    [InlineData("""{"param":{"action":"DELETE"}}""", "600304", null)]
    [InlineData("{}", "600399", "Unknown")]
    public void An_activity_has_its_type(string activity, string type, string? name)
    {
        var record = Sample.Json(Mapper, $$"""{"event":{{activity}}}""");
        Assert.Equal((type, name), (record.At("type_uid"), record.At("activity_name")));
    }

    [Fact]
    public void An_API_activity_has_all_its_attributes() => Assert.Equal(
        """
        {"class_uid":6003,"category_uid":6,"activity_id":3,"type_uid":600303,"severity_id":3,"time":1474632172394,"status_id":2,"status":"Failure","status_code":"5",
        "status_detail":"m","message":"m","metadata":{"version":"1.8.0","product":{"name":"Cloud Activity Log","vendor_name":"IONOS"},"profiles":["cloud","datetime"],
        "uid":"u-1","event_code":"Error","log_version":"0.1","correlation_uid":"r-1","logged_time":1474632172394,"original_time":"2016-09-23T12:02:52.394Z"},
        "cloud":{"provider":"IONOS","account":{"uid":"31999999"}},
        "actor":{"user":{"name":"user@example.com","email_addr":"user@example.com","account":{"uid":"31721060"}},"app_name":"REST"},
        "src_endpoint":{"ip":"203.0.113.42","intermediate_ips":["2001:db8::1"],"svc_name":"DCD"},"dst_endpoint":{"hostname":"api.ionos.com"},
        "api":{"operation":"vr.server.update","service":{"name":"Provisioning"},"request":{"uid":"r-1"},"response":{"error":"5","error_message":"e"}},
        "http_request":{"http_method":"POST","url":{"path":"/a","query_string":"b=c"}},"http_response":{"code":422},
        "resources":[{"type":"server","uid":"1466"},{"type":"server","uid":"s-1"}],
        "unmapped":{"meta":{"queueRefId":7,"transactionId":"t-1"},"event":{"status":"FAILED","param":{"errorCode":"6","other":"o"}},"more":"x"}}
        """.ReplaceLineEndings(""),
        Sample.Text(Mapper, HostileEvents.Whole.Replace("\"type\":\"user\"", "\"type\":\"server\"", StringComparison.Ordinal)));

    [Fact]
    public void An_account_change_keeps_its_resources_and_host_unmapped()
    {
        var record = Sample.Json(Mapper, HostileEvents.Whole);
        Assert.Equal("""{"uid":"1466"}""", record.At("user"));
        Assert.Null(record.At("dst_endpoint"));
        Assert.Null(record.At("resources"));
        Assert.Equal("api.ionos.com", record.At("unmapped.principal.serviceHost"));
        Assert.Equal("""[{"type":"user","id":"1466","action":["vr.server.update"]},{"type":"server","id":"s-1"}]""", record.At("unmapped.event.resources"));
    }

    [Fact]
    public void A_resource_without_an_id_stays_unmapped_as_do_actions_that_are_not_the_operation()
    {
        var record = Sample.Json(Mapper, """{"event":{"resources":[{"type":"a","action":true},{"id":"1","action":["vr.x.create","b"]},{"id":"2","action":"c"},{"type":"d"}]}}""");
        Assert.Equal("vr.x.create", record.At("api.operation"));
        Assert.Equal("""[{"uid":"1"},{"uid":"2"}]""", record.At("resources"));
        Assert.Equal("""[{"type":"a","action":true},{"action":[{},"b"]},{"action":"c"},{"type":"d"}]""", record.At("unmapped.event.resources"));
        record = Sample.Json(Mapper, """{"event":{"resources":[{"type":"a","action":["vr.x.create"]}]}}""");
        Assert.Equal("""[{"type":"a","action":["vr.x.create"]}]""", record.At("unmapped.event.resources"));
    }

    [Theory]
    [InlineData("login", "300201")]
    [InlineData("logout", "300202")]
    public void What_an_authentication_must_have_is_there_even_if_unknown(string method, string type)
    {
        var record = Sample.Json(Mapper, $$$"""{"event":{"param":{"action":"{{{method}}}"}} }""");
        Assert.Equal(type, record.At("type_uid"));
        Assert.Equal("""{"name":"unknown"}""", record.At("user"));
        Assert.Equal("""{"name":"unknown"}""", record.At("service"));
        Assert.Equal("""{"app_name":"unknown"}""", record.At("actor"));
    }

    [Theory]
    [InlineData("""{"principal":{"sourceService":"DCD"}}""", """{"app_name":"DCD"}""", """{"svc_name":"DCD"}""")]
    [InlineData("""{"principal":{"sourceService":"DCD"},"event":{"param":{"initiator":"I"}}}""", """{"app_name":"I"}""", """{"svc_name":"DCD"}""")]
    [InlineData("""{"principal":{"identity":{"contractNumber":7}}}""", """{"user":{"account":{"uid":"7"}}}""", """{"hostname":"unknown"}""")]
    [InlineData("""{"principal":{"sourceIP":"a, 10.0.0.1"}}""", """{"app_name":"unknown"}""", """{"ip":"10.0.0.1"}""")]
    [InlineData("{}", """{"app_name":"unknown"}""", """{"hostname":"unknown"}""")]
    public void Actor_and_source_are_what_is_known_of_them(string source, string actor, string endpoint)
    {
        var record = Sample.Json(Mapper, source);
        Assert.Equal((actor, endpoint), (record.At("actor"), record.At("src_endpoint")));
    }

    [Theory]
    [InlineData("get", """{"http_method":"GET"}""", "get")]
    [InlineData("GET", """{"http_method":"GET"}""", null)]
    [InlineData("http", null, "http")]
    public void A_method_is_one_of_the_listed(string given, string? expected, string? left)
    {
        var record = Sample.Json(Mapper, $$$"""{"event":{"param":{"action":"{{{given}}}"}} }""");
        Assert.Equal((expected, left), (record.At("http_request"), record.At("unmapped.event.param.action")));
    }

    [Theory]
    [InlineData("/a?b", """{"path":"/a","query_string":"b"}""", false)]
    [InlineData("/a?b#c", """{"path":"/a","query_string":"b"}""", true)]
    [InlineData("?b", null, true)]
    [InlineData("https://h/a?b#c", """{"url_string":"https://h/a?b#c","path":"/a","query_string":"b"}""", false)]
    [InlineData("https://h", """{"url_string":"https://h"}""", false)]
    public void A_URL_has_its_parts_and_stays_unmapped_where_they_are_not_all_of_it(string given, string? expected, bool isLeft)
    {
        var record = Sample.Json(Mapper, $$$"""{"event":{"param":{"uri":"{{{given}}}"}} }""");
        Assert.Equal((expected, isLeft ? given : null), (record.At("http_request.url"), record.At("unmapped.event.param.uri")));
    }

    [Fact]
    public void A_time_that_is_none_is_told_and_stays_unmapped()
    {
        var record = Sample.Json(Mapper, """{"meta":{"time":"yesterday"}}""");
        Assert.Equal(("1474632000000", "yesterday", "yesterday"), (record.At("time"), record.At("metadata.original_time"), record.At("unmapped.meta.time")));
    }

    [Fact]
    public void The_event_as_it_came_stands_in_the_record_when_asked_for()
    {
        const string source = "{ \"a\\u0000\" : \"\\ud800\",\n\t\"b\":\"ü\" }";
        Assert.Equal(source, Sample.Json(new OcsfMapper(withOriginal: true), source).At("raw_data"));
        Assert.Null(Sample.Json(Mapper, source).At("raw_data"));
    }

    private static JsonElement Parse(byte[] record)
    {
        using var document = JsonDocument.Parse(record);
        return document.RootElement.Clone();
    }

    /// <summary>What OCSF takes apart is there in its parts: lists of addresses, paths with their queries.</summary>
    private static void AssertHoldsAll(JsonElement record, ReadOnlyMemory<byte> source)
    {
        var found = JsonLeaves.OfRecord(record);
        foreach (var leaf in JsonLeaves.OfEvent(source))
        {
            if (!found.Contains(leaf, StringComparison.Ordinal))
                Assert.All(leaf.Split([',', ' ', '?'], StringSplitOptions.RemoveEmptyEntries), part => Assert.Contains(part, found, StringComparison.Ordinal));
        }
    }
}
