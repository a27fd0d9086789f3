using System.Text.RegularExpressions;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Tests.Configuration;

/// <summary>The configurations in <c>config/</c> are right, and the full one names every key with its default.</summary>
public sealed partial class ExampleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("alf-examples-");

    // The sinks of the examples; the one place to change when others are to be checked.
    private static IReadOnlyList<SinkType> SinkTypes => FakeSinkTypes.All;

    private static IReadOnlyList<string> Formats => FakeSinkTypes.Formats;

    [Theory]
    [InlineData("minimal.yaml")]
    [InlineData("full.yaml")]
    public void An_example_has_no_errors(string name)
    {
        var result = Read(Example(name));
        Assert.Empty(result.Errors.Select(error => error.ToString()));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void The_full_example_says_what_the_defaults_are()
    {
        var full = Read(Example("full.yaml")).Options!;
        var sparse = Read(Example("minimal.yaml")).Options!;
        foreach (var section in typeof(ForwarderOptions).GetProperties().Where(section => section.Name is not ("Accounts" or "Http" or "Sinks")))
            Assert.Equal(Configurations.Dump(section.GetValue(sparse)), Configurations.Dump(section.GetValue(full)));
        Assert.Equal(Configurations.Dump(sparse.Accounts), Configurations.Dump(full.Accounts));
        Assert.Equal(Configurations.Dump(new HttpOptions()), Configurations.Dump(full.Http));
        Assert.All(full.Sinks, sink => Assert.Equal(
            Configurations.Dump(new SinkOptions(sink.Name, sink.Type, sink.Type.DefaultFormat, sink.Values) { BatchMaxBytes = BatchBytes(sink.Type) }), Configurations.Dump(sink)));
    }

    [Fact]
    public void The_full_example_names_every_key()
    {
        var full = Example("full.yaml");
        Assert.All(
            AllKeys(ConfigurationDescription.Of(SinkTypes.Where(type => full.Contains($"type: {type.Name}", StringComparison.Ordinal)).ToList(), Formats)),
            key => Assert.Matches($@"\b{Regex.Escape(key)}\b", full));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<string> AllKeys(OptionGroup group) => group.Options
        .SelectMany(option => (option.Group is null ? [] : AllKeys(option.Group)).Prepend(option.Key))
        .Concat(group.Variants?.Groups.Values.SelectMany(AllKeys) ?? []);

    private static long BatchBytes(SinkType type) => Sizes.TryParse(type.DefaultBatchBytes, out var bytes) ? bytes : -1;

    /// <summary>The example, with secret files that are there.</summary>
    private string Example(string name)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "config", name));
        foreach (var file in SecretFile().Matches(text).Select(match => Path.GetFileName(match.Value)))
            File.WriteAllText(Path.Combine(_folder.FullName, file), "secret");
        return text.Replace("/run/secrets", _folder.FullName, StringComparison.Ordinal);
    }

    private static ConfigurationResult Read(string text) => ConfigurationFile.Check(
        text, Configurations.NoEnvironment, SinkTypes, Formats, new ErrorList("example.yaml"), TimeProvider.System);

    [GeneratedRegex("/run/secrets/[a-z.-]+")]
    private static partial Regex SecretFile();
}
