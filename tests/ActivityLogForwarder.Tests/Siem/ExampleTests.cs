using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Documents;

namespace ActivityLogForwarder.Tests.Siem;

/// <summary>Every configuration below <c>config/siem</c> is valid, and every page is in the list.</summary>
public sealed class ExampleTests
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Root, "config", "siem");

    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
            .Where(path => File.ReadLines(path).Contains("sinks:")).Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_has_no_errors(string example)
    {
        using var secrets = new SecretFiles();
        var result = ConfigurationFile.Check(
            secrets.PutInto(File.ReadAllText(Path.Combine(Folder, example))), Configurations.NoEnvironment, Slices.Sinks, Slices.Formats,
            new ErrorList(example), TimeProvider.System);
        Assert.Empty(result.Errors.Select(error => error.ToString()));
        Assert.NotNull(result.Options);
    }

    [Fact]
    public void Every_page_stands_in_the_list() => Assert.Subset(
        Markdown.All.Single(page => page.Path == "docs/siem/README.md").Links.ToHashSet(),
        Markdown.All.Select(page => page.Path).Where(path => path.StartsWith("docs/siem/", StringComparison.Ordinal) && path != "docs/siem/README.md")
            .Select(path => Path.GetFileName(path)).ToHashSet());
}
