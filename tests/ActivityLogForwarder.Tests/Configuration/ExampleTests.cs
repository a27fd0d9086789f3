using System.Text.RegularExpressions;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;
using Slices = ActivityLogForwarder.Composition.Slices;

namespace ActivityLogForwarder.Tests.Configuration;

/// <summary>
/// The configurations in <c>config/</c> and beside the sinks are right, and the full one names every key with its
/// default.
/// </summary>
public sealed class ExampleTests : IDisposable
{
    private readonly SecretFiles _secrets = new();

    /// <summary>Every example, by its path in the repository.</summary>
    public static TheoryData<string> Examples =>
    [
        .. Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "config"), "*.yaml")
            .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "src", "ActivityLogForwarder", "Sinks"), "*.yaml", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(RepositoryFolder.Root, path)),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_has_no_errors(string name)
    {
        var result = Read(Example(name));
        Assert.Empty(result.Errors.Select(error => error.ToString()));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void The_full_example_says_what_the_defaults_are()
    {
        var full = Read(Example("config/full.yaml")).Options!;
        var sparse = Read(Example("config/minimal.yaml")).Options!;
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
        var full = Example("config/full.yaml");
        Assert.All(
            AllKeys(ConfigurationDescription.Of(Slices.Sinks, Slices.Formats)),
            key => Assert.Matches($@"\b{Regex.Escape(key)}\b", full));
        Assert.All(Slices.Sinks, type => Assert.Contains($"type: {type.Name}", full, StringComparison.Ordinal));
    }

    public void Dispose() => _secrets.Dispose();

    private static IEnumerable<string> AllKeys(OptionGroup group) => group.Options
        .SelectMany(option => (option.Group is null ? [] : AllKeys(option.Group)).Prepend(option.Key))
        .Concat(group.Variants?.Groups.Values.SelectMany(AllKeys) ?? []);

    private static long BatchBytes(SinkType type) => Sizes.TryParse(type.DefaultBatchBytes, out var bytes) ? bytes : -1;

    private string Example(string path) => _secrets.PutInto(File.ReadAllText(Path.Combine(RepositoryFolder.Root, path)));

    private static ConfigurationResult Read(string text) => ConfigurationFile.Check(
        text, Configurations.NoEnvironment, Slices.Sinks, Slices.Formats, new ErrorList("example.yaml"), TimeProvider.System);
}
