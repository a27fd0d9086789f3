using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Documents;

public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. Markdown.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_within_the_repository_leads_somewhere(string page) => Assert.All(
        Markdown.All.Single(markdown => markdown.Path == page).Links.Where(link => !link.Contains("://", StringComparison.Ordinal)),
        link => Assert.True(Exists(page, link), $"{page}: {link} leads nowhere."));

    [Fact]
    public void Every_decision_stands_in_the_index()
    {
        var index = Markdown.All.Single(page => page.Path == "docs/decisions/README.md");
        Assert.Equal(
            Markdown.All.Select(page => page.Path).Where(path => path.StartsWith("docs/decisions/", StringComparison.Ordinal) && path != index.Path)
                .Select(path => Path.GetFileName(path)),
            index.Links.Order(StringComparer.Ordinal));
    }

    private static bool Exists(string page, string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0 ? page : Path.GetRelativePath(RepositoryFolder.Root, Path.Combine(RepositoryFolder.Root, Path.GetDirectoryName(page)!, parts[0])).Replace('\\', '/');
        return Path.Exists(Path.Combine(RepositoryFolder.Root, target))
            && (parts.Length == 1 || Markdown.All.Single(markdown => markdown.Path == target).Anchors.Contains(parts[1]));
    }
}
