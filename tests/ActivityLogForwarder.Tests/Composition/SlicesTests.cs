using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Composition;

public sealed class SlicesTests
{
    [Fact]
    public void Every_format_is_there_once_and_in_order() =>
        Assert.Equal(["cef", "ecs", "leef", "ocsf", "raw"], Slices.Formats);

    [Fact]
    public void A_sink_takes_formats_that_there_are_and_its_default() => Assert.All(Slices.Sinks, sink =>
    {
        Assert.Empty(sink.Formats.Except(Slices.Formats));
        Assert.Contains(sink.DefaultFormat, sink.Formats.Count == 0 ? Slices.Formats : sink.Formats);
    });

    [Theory]
    [InlineData("cef")]
    [InlineData("leef")]
    public void Elasticsearch_takes_documents_only(string format)
    {
        var errors = Errors($"{{ type: elasticsearch, urls: [https://e], format: {format} }}");
        Assert.Equal($"sinks.siem.format: elasticsearch does not take {format}; choose one of ecs, ocsf, raw", Assert.Single(errors)[(errors[0].IndexOf(' ', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public void Any_format_goes_to_a_file() =>
        Assert.All(Slices.Formats, format => Assert.Empty(Errors($"{{ type: file, path: /tmp/x, format: {format} }}")));

    [Fact]
    public void A_sink_is_given_the_facts_of_events()
    {
        SinkSettings? given = null;
        var type = Slices.Sinks[0] with { Create = settings => { given = settings; return null!; } };
        Routes.CreateSink(new ActivityLogForwarder.Configuration.Sections.SinkOptions("siem", type, "ecs", null!), TimeProvider.System);
        given!.Facts(Mappers.Sample.Event("""{"event":{"type":"Error"}}"""), out var facts);
        Assert.True(facts.IsFailure);
    }

    private static List<string> Errors(string sink)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"accounts: {{ main: {{ token: t }} }}\nsinks:\n  siem: {sink}\n");
        try
        {
            return [.. ConfigurationFile.Read(file, new Dictionary<string, string>(), Slices.Sinks, Slices.Formats, TimeProvider.System)
                .Errors.Select(error => error.ToString())];
        }
        finally
        {
            File.Delete(file);
        }
    }
}
