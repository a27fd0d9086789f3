using System.Globalization;
using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core;

public sealed class EventReaderTests
{
    private const string Sample =
        """{"@uuid":"c1b9b1b0-7b1b-11e6-9a41-000d3a002f99","meta":{"auditVersion":"0.1","time":"2016-09-23T12:02:52.394Z"},"event":{"meta":{"time":"x"},"@uuid":"y"}}""";

    [Fact]
    public void One_pass_finds_the_end_the_id_and_the_time()
    {
        var (source, uuid, time) = Read(Sample);
        Assert.Equal(Sample, source);
        Assert.Equal("c1b9b1b0-7b1b-11e6-9a41-000d3a002f99", uuid);
        Assert.Equal("2016-09-23T12:02:52.3940000Z", time);
    }

    [Theory]
    [InlineData("""{"@uuid":"a\u002db"}""", "a-b")]
    [InlineData("""{"\u0040uuid":"b"}""", "b")]
    [InlineData("""{"@uuid":"a","@uuid":"b"}""", "b")]
    [InlineData("""{"@uuid":"a","@uuid":null}""", "")]
    [InlineData("""{"@uuid":17}""", "17")]
    [InlineData("""{"@uuid":""}""", "")]
    [InlineData("""{"@uuid":"ü"}""", "")]
    [InlineData("""{"@uuid":"\ud800"}""", "")]
    [InlineData("""{"@uuid":{"@uuid":"x"},"meta":[{"@uuid":"x"}]}""", "")]
    [InlineData("""{"event":{"@uuid":"x"}}""", "")]
    public void The_uuid_is_the_last_one_of_the_event_itself(string source, string expected) =>
        Assert.Equal(expected, Read(source).Uuid);

    [Theory]
    [InlineData("""{"meta":{"time":"2016-09-23T14:02:52+02:00"}}""", "2016-09-23T12:02:52.0000000Z")]
    [InlineData("""{"meta":{"time":"2016-09-23T12:02:52\u005a"}}""", "2016-09-23T12:02:52.0000000Z")]
    [InlineData("""{"meta":{"time":"2016-09-23T12:02:52Z"},"meta":{}}""", null)]
    [InlineData("""{"meta":{"time":"2016-09-23T12:02:52Z","time":"soon"}}""", null)]
    [InlineData("""{"meta":{"time":"soon","time":"2016-09-23T12:02:52Z","x":[{"time":1}]}}""", "2016-09-23T12:02:52.0000000Z")]
    [InlineData("""{"meta":{"x":{"time":"2016-09-23T12:02:52Z"}}}""", null)]
    [InlineData("""{"meta":{"time":{"time":"2016-09-23T12:02:52Z"}}}""", null)]
    [InlineData("""{"meta":[{"time":"2016-09-23T12:02:52Z"}]}""", null)]
    [InlineData("""{"meta":null}""", null)]
    [InlineData("""{"\ud800":{"meta":{"time":"2016-09-23T12:02:52Z"}}}""", null)]
    [InlineData("{}", null)]
    public void The_time_is_the_last_one_of_the_last_meta(string source, string? expected) =>
        Assert.Equal(expected, Read(source).Time);

    [Theory]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("""[{"@uuid":"a"}]""")]
    public void What_is_no_object_is_no_event_and_is_skipped(string value)
    {
        var page = Encoding.UTF8.GetBytes($$"""{"_source":{{value}},"next":1}""");
        var reader = At(page, "_source");
        Assert.False(EventReader.TryReadSource(ref reader, page, out _));
        Assert.True(reader.Read());
        Assert.True(EventReader.Names(ref reader, "next"u8));
    }

    [Fact]
    public void Depth_is_no_limit()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"a":[""", 20_000)) + string.Concat(Enumerable.Repeat("]}", 20_000));
        Assert.Equal(deep, Read(deep).Source);
    }

    private static (string Source, string Uuid, string? Time) Read(string source)
    {
        var page = Encoding.UTF8.GetBytes($$"""{ "_source" : {{source}} , "next": 1}""");
        var reader = At(page, "_source");
        Assert.True(EventReader.TryReadSource(ref reader, page, out var facts));
        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        Assert.True(reader.Read());
        Assert.True(EventReader.Names(ref reader, "next"u8));
        return (
            Encoding.UTF8.GetString(facts.SourceIn(page).Span),
            Encoding.ASCII.GetString(facts.Uuid.In(page).Span),
            facts.HasTime ? facts.Time.ToString("O", CultureInfo.InvariantCulture) : null);
    }

    private static JsonScanner At(byte[] page, string member)
    {
        var reader = new JsonScanner(page);
        while (reader.Read() && !EventReader.Names(ref reader, Encoding.UTF8.GetBytes(member)))
        {
        }

        reader.Read();
        return reader;
    }
}
