using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Raw;

namespace ActivityLogForwarder.Tests.Mappers.Raw;

public sealed class RawMapperTests
{
    private static readonly RawMapper Mapper = new();

    private static readonly JsonSerializerOptions AsItIs = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("{}", """{"ionos_event_id":"id-1","ionos_contract":"31999999"}""")]
    [InlineData("{ \t}", """{ 	"ionos_event_id":"id-1","ionos_contract":"31999999"}""")]
    [InlineData("""{"a":"{","a":1.50,"b":"\ud800\/" }""", """{"a":"{","a":1.50,"b":"\ud800\/" ,"ionos_event_id":"id-1","ionos_contract":"31999999"}""")]
    [InlineData("{\r\n  \"a\" : \"\\\\\",\n\"b c\\\"\" : [ ]\n}", """{"a":"\\","b c\"":[],"ionos_event_id":"id-1","ionos_contract":"31999999"}""")]
    [InlineData("""{"@uuid":"a\"b\\c"}""", """{"@uuid":"a\"b\\c","ionos_event_id":"a\"b\\c","ionos_contract":"31999999"}""")]
    public void The_event_comes_as_it_came_with_id_and_contract_at_its_end(string source, string expected) =>
        Assert.Equal(expected, Sample.Text(Mapper, source));

    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"principal":{"identity":{"contractNumber":12345678901234567890}}}""", "12345678901234567890")]
    [InlineData("""{"principal":{"identity":{"contractNumber":true}}}""", "")]
    public void Without_a_contract_of_its_own_the_principals_stands_there(string source, string expected) =>
        Assert.EndsWith($",\"ionos_contract\":\"{expected}\"}}", Sample.Text(Mapper, source, contract: null), StringComparison.Ordinal);

    [Fact]
    public void Simulated_and_hostile_events_come_as_they_came() =>
        Assert.All(SimulatedEvents.All.Concat(HostileEvents.All().Select(source => Sample.Event(source.ReplaceLineEndings("")))), activity => Assert.Equal(
            Encoding.UTF8.GetString(activity.Source.Span)[..^1]
                + $",\"ionos_event_id\":{JsonSerializer.Serialize(activity.Id.ToString(), AsItIs)},\"ionos_contract\":\"{activity.Contract!.Number}\"}}",
            Encoding.UTF8.GetString(Sample.Bytes(Mapper, activity))));

    [Fact]
    public void Bytes_that_are_no_UTF8_are_replaced() => Assert.StartsWith(
        "{\"a\":\"x\uFFFDy\",",
        System.Text.Encoding.UTF8.GetString(Sample.Bytes(Mapper, Sample.Event([.. "{\"a\":\"x"u8, 0xff, .. "y\"}"u8]))),
        StringComparison.Ordinal);
}
