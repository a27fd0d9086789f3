using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Documents;

public sealed class SinkTableTests
{
    [Fact]
    public async Task The_table_of_sinks_has_every_sink_with_its_format_and_whether_it_is_confirmed()
    {
        var sinks = new List<string>();
        foreach (var type in Slices.Sinks)
            sinks.Add($"{type.Name} {type.DefaultFormat} {(await IsConfirmedAsync(type) ? "yes" : "no")}");
        Assert.Equal(sinks, Markdown.Readme.Table("Sinks").Select(row => $"{Markdown.Codes(row[0]).Single()} {Markdown.Codes(row[1]).Single()} {row[^1].Split(' ')[0]}"));
    }

    [Fact]
    public void The_formats_there_are_are_named() => Assert.Equal(
        Slices.Formats, Markdown.Codes(File.ReadLines(Path.Combine(RepositoryFolder.Root, "README.md")).Single(line => line.StartsWith("Formats: ", StringComparison.Ordinal))));

    /// <summary>As its example configures it.</summary>
    private static async Task<bool> IsConfirmedAsync(SinkType type)
    {
        using var secrets = new SecretFiles();
        var example = Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "src", "ActivityLogForwarder", "Sinks"), "example.yaml", SearchOption.AllDirectories)
            .Select(File.ReadAllText).Single(text => text.Contains($"type: {type.Name}\n", StringComparison.Ordinal));
        var options = ConfigurationFile.Check(
            secrets.PutInto(example), Configurations.NoEnvironment, Slices.Sinks, Slices.Formats, new ErrorList("example.yaml"), TimeProvider.System).Options!;
        await using var sink = Routes.CreateSink(options.Sinks.Single(), TimeProvider.System);
        return sink.IsConfirmed;
    }
}
