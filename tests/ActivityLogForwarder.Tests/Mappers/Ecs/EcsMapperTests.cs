using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Ecs;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Mappers.Ecs;

public sealed class EcsMapperTests
{
    private static readonly EcsMapper Mapper = new(new MapperSettings(false, MapperSettings.DefaultDataStream));

    [Fact]
    public void Every_field_of_simulated_events_is_ECSs_or_ours_and_of_its_type() => Assert.All(SimulatedEvents.All, activity =>
    {
        using var record = JsonDocument.Parse(Sample.Bytes(Mapper, activity));
        Assert.Empty(EcsFields.Errors(record.RootElement));
    });

    [Fact]
    public void No_hostile_text_forges_a_field() => Assert.All(HostileEvents.All(), source => Assert.Empty(EcsFields.Errors(Sample.Json(Mapper, source))));

    [Fact]
    public void Every_field_of_any_record_is_ECSs_or_ours_and_of_its_type() =>
        Check.One(PropertyConfig.Tries(1000), Prop.ForAll(RandomJson.Any, source =>
            Assert.Empty(EcsFields.Errors(Sample.Json(Mapper, source)))));

    [Fact]
    public void Nothing_of_any_event_is_lost() =>
        Check.One(PropertyConfig.Tries(1000), Prop.ForAll(RandomJson.Any, source =>
        {
            var record = JsonLeaves.OfRecord(Sample.Json(Mapper, source));
            Assert.All(JsonLeaves.OfEvent(Encoding.UTF8.GetBytes(source)), leaf => Assert.Contains(leaf, record, StringComparison.Ordinal));
        }));

    [Theory]
    [InlineData(null, null, null, null, "ionos.activity")]
    [InlineData("logs-ionos.activity-default", "logs", "ionos.activity", "default", "ionos.activity")]
    [InlineData("logs-audit-a-b", "logs", "audit", "a-b", "audit")]
    [InlineData("logs-ionos.{contract}-{yyyy.MM}", "logs", "ionos.31999999", "2016.09", "ionos.31999999")]
    [InlineData("logs-ionos", null, null, null, "ionos.activity")]
    [InlineData("anything", null, null, null, "ionos.activity")]
    public void The_record_says_which_data_stream_it_goes_to(string? template, string? type, string? dataset, string? space, string expected)
    {
        var mapper = new EcsMapper(new MapperSettings(false, template is null ? null : new Template(template)));
        var record = Sample.Json(mapper, "{}");
        Assert.Equal((type, dataset, space), (record.At("data_stream.type"), record.At("data_stream.dataset"), record.At("data_stream.namespace")));
        Assert.Equal(expected, record.At("event.dataset"));
    }

    [Theory]
    [InlineData("""{"principal":{"identity":{"contractNumber":7}}}""", null, "7")]
    [InlineData("""{"principal":{"identity":{"contractNumber":7}}}""", "31999999", "31999999")]
    [InlineData("{}", null, null)]
    public void The_contract_is_the_one_read_else_the_principals(string source, string? contract, string? expected)
    {
        var record = Sample.Json(Mapper, source, contract);
        Assert.Equal((expected, expected), (record.At("cloud.account.id"), record.At("organization.id")));
    }

    [Theory]
    [InlineData("1", "http.response.status_code", null)]
    [InlineData("\"404\"", "http.response.status_code", "404")]
    [InlineData("599", "http.response.status_code", "599")]
    [InlineData("600", "ionos.activity.unmapped.event.param.error.httpStatus", "600")]
    [InlineData("\"99\"", "ionos.activity.unmapped.event.param.error.httpStatus", "99")]
    [InlineData("404.0", "ionos.activity.unmapped.event.param.error.httpStatus", "404.0")]
    [InlineData("\"+04\"", "ionos.activity.unmapped.event.param.error.httpStatus", "+04")]
    public void A_status_is_a_number_from_100_to_599(string status, string path, string? expected) =>
        Assert.Equal(expected, Sample.Json(Mapper, """{"event":{"param":{"error":{"httpStatus":""" + status + "}}}}").At(path));

    [Fact]
    public void The_event_as_it_came_stands_in_the_record_when_asked_for()
    {
        const string source = "{ \"a\\u0000\" : \"\\ud800\",\n\t\"b\":\"ü\" }";
        var mapper = new EcsMapper(new MapperSettings(true));
        Assert.Equal(source, Sample.Json(mapper, source).At("event.original"));
        Assert.Null(Sample.Json(Mapper, source).At("event.original"));
    }

    [Fact]
    public void Repeated_members_stand_once_however_many()
    {
        var many = string.Join(",", Enumerable.Range(0, 1000).Select(i => FormattableString.Invariant($"\"m{i % 300}\":{i},\"\\u006d{i % 7}\":{i}")));
        var unmapped = Sample.Json(Mapper, $$"""{"x":{ {{many}} } }""").GetProperty("ionos").GetProperty("activity").GetProperty("unmapped").GetProperty("x");
        Assert.Equal(300, unmapped.EnumerateObject().Count());
        Assert.Equal("999", unmapped.At("m5"));
        Assert.Equal("999", unmapped.At("m99"));
        Assert.Equal("899", unmapped.At("m299"));
    }

    [Fact]
    public void Of_a_repeated_part_only_the_last_counts()
    {
        var record = Sample.Json(Mapper,
            """{"event":{"type":"a","status":"FAILED","resources":[{"type":"user","id":"1"}]},"event":{"param":{"uri":"/x"},"param":{"action":"GET"},"resources":[{"type":"x"}],"resources":[{"id":"2"}]}}""");
        Assert.Equal("read", record.At("event.action"));
        Assert.Equal("unknown", record.At("event.outcome"));
        Assert.Null(record.At("url"));
        Assert.Equal("""[{"id":"2"}]""", record.At("ionos.activity.resources"));
        Assert.Null(record.At("ionos.activity.unmapped"));
    }

    [Theory]
    [InlineData("k8s", "1")]
    [InlineData("K8sCluster", "1")]
    [InlineData("kubernetes_cluster", "1")]
    [InlineData("kubernetesNodepool", null)]
    public void Resources_of_Kubernetes_name_their_orchestrator(string type, string? cluster)
    {
        var record = Sample.Json(Mapper, $$"""{"event":{"resources":[{"type":"server","id":"0"},{"type":"{{type}}","id":1}]} }""");
        Assert.Equal("kubernetes", record.At("orchestrator.type"));
        Assert.Equal(cluster, record.At("orchestrator.cluster.id"));
    }
}
