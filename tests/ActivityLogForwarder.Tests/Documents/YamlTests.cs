using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>Every configuration in a document is valid.</summary>
public sealed class YamlTests : IDisposable
{
    private readonly SecretFiles _secrets = new();

    public static TheoryData<string, int> Blocks =>
        [.. Markdown.All.SelectMany(page => Enumerable.Range(0, Yaml(page).Count).Select(i => (page.Path, i)))];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_configuration_in_a_document_has_no_errors(string page, int block) =>
        AssertValid(Yaml(Markdown.All.Single(markdown => markdown.Path == page))[block]);

    [Fact]
    public void The_quick_start_is_the_minimal_configuration() =>
        Assert.Equal(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "config", "minimal.yaml")), Yaml(Markdown.Readme)[0]);

    public void Dispose() => _secrets.Dispose();

    private static List<string> Yaml(Markdown page) => [.. page.Blocks.Where(block => block.Language == "yaml").Select(block => block.Text)];

    private void AssertValid(string text)
    {
        var result = ConfigurationFile.Check(
            _secrets.PutInto(text), Configurations.NoEnvironment, Slices.Sinks, Slices.Formats, new ErrorList("block.yaml"), TimeProvider.System);
        Assert.Empty(result.Errors.Select(error => error.ToString()));
        Assert.NotNull(result.Options);
    }
}
