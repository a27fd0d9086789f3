using System.Reflection;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Conformance;

/// <summary>No sink without its conformance suite, its page and its example.</summary>
public sealed class EverySinkTests
{
    private static IReadOnlyList<(SinkType Type, string Folder)> Sinks { get; } =
    [
        .. from type in typeof(ISink).Assembly.GetTypes()
           from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
           where field.FieldType == typeof(SinkType)
           select ((SinkType)field.GetValue(null)!, type.Namespace!.Split('.')[^1]),
    ];

    public static TheoryData<string> Names => [.. Sinks.Select(sink => sink.Type.Name)];

    [Fact]
    public void There_are_sinks() => Assert.NotEmpty(Sinks);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_a_conformance_suite(string name) => Assert.Single(
        typeof(SinkConformance).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(SinkConformance)) && !type.IsAbstract)
            .Select(type => ((SinkConformance)Activator.CreateInstance(type)!).Type.Name)
            .Distinct(),
        name);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_a_readme_that_speaks_of_every_key_and_an_example(string name)
    {
        var (type, folderName) = Sinks.Single(sink => sink.Type.Name == name);
        var folder = Path.Combine(RepositoryRoot(), "src", "ActivityLogForwarder", "Sinks", folderName);
        var readme = System.IO.File.ReadAllText(Path.Combine(folder, "README.md"));
        Assert.All(type.Options.Options, option => Assert.Contains(option.Key, readme, StringComparison.Ordinal));
        Assert.Contains($"type: {name}", System.IO.File.ReadAllText(Path.Combine(folder, "example.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sink_has_its_type() => Assert.Equal(
        typeof(ISink).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(ISink)) && !type.IsInterface).Select(type => type.FullName).Order(),
        typeof(ISink).Assembly.GetTypes()
            .Where(type => type.GetFields(BindingFlags.Public | BindingFlags.Static).Any(field => field.FieldType == typeof(SinkType)))
            .Select(type => type.FullName).Order());

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "ActivityLogForwarder.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The repository is not above the tests.");
        return folder;
    }
}
