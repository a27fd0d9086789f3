using System.Text.RegularExpressions;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Configuration.Yaml;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Tests.Configuration;

/// <summary>
/// The configurations in <c>config/</c>, those for SIEMs too, and beside the sinks are right, and the full one names every key with its
/// default.
/// </summary>
public sealed partial class ExampleTests : IDisposable
{
    private readonly SecretFiles _secrets = new();

    /// <summary>Every example, by its path in the repository.</summary>
    public static TheoryData<string> Examples =>
    [
        .. Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "config"), "*.yaml")
            .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "config", "siem"), "forwarder*.yaml", SearchOption.AllDirectories))
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
    public void The_full_example_names_every_key_in_its_place()
    {
        var errors = new ErrorList("full.yaml");
        var root = Assert.IsType<MapNode>(YamlTree.Parse(CommentedKey().Replace(Example("config/full.yaml"), "$1$2"), "", null, errors));
        Assert.Empty(errors.Sorted());
        AssertNamesAll(root, ConfigurationDescription.Of(Slices.Sinks, Slices.Formats), "");
        Assert.Equal(Slices.Sinks.Select(type => type.Name), Assert.IsType<MapNode>(root.Find("sinks")!.Value).Entries
            .Select(sink => Assert.IsType<TextNode>(Assert.IsType<MapNode>(sink.Value).Find("type")!.Value).Text));
    }

    public void Dispose() => _secrets.Dispose();

    /// <summary>A sink names the keys that are its type's own; those of all sinks stand in the first.</summary>
    private static void AssertNamesAll(MapNode map, OptionGroup group, string path)
    {
        foreach (var option in group.Options)
        {
            var entry = map.Find(option.Key) ?? map.Find(option.FileKey());
            Assert.True(entry is not null, $"{path}{option.Key} is not there.");
            if (option.Kind == OptionKind.Group)
                AssertNamesAll(Assert.IsType<MapNode>(entry.Value), option.Group!, $"{path}{option.Key}.");
            if (option.Kind != OptionKind.GroupMap)
                continue;
            var named = Assert.IsType<MapNode>(entry.Value).Entries;
            AssertNamesAll(Assert.IsType<MapNode>(named[0].Value), option.Group!, $"{path}{option.Key}.");
            foreach (var type in option.Group!.Variants is null ? [] : Slices.Sinks)
            {
                var sink = named.Select(candidate => Assert.IsType<MapNode>(candidate.Value))
                    .First(candidate => candidate.Find("type")!.Value is TextNode { Text: var name } && name == type.Name);
                AssertNamesAll(sink, type.Options, $"{path}{option.Key}.({type.Name}).");
            }
        }
    }

    private static long BatchBytes(SinkType type) => Sizes.TryParse(type.DefaultBatchBytes, out var bytes) ? bytes : -1;

    private string Example(string path) => _secrets.PutInto(File.ReadAllText(Path.Combine(RepositoryFolder.Root, path)));

    private static ConfigurationResult Read(string text) => ConfigurationFile.Check(
        text, Configurations.NoEnvironment, Slices.Sinks, Slices.Formats, new ErrorList("example.yaml"), TimeProvider.System);

    // What has no default stands in a comment.
    [GeneratedRegex(@"^( *)# ?( *\w+:.*)$", RegexOptions.Multiline)]
    private static partial Regex CommentedKey();
}
