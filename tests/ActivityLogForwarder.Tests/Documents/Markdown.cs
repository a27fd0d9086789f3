using System.Text.RegularExpressions;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>A fenced block.</summary>
internal sealed record MarkdownBlock(string Language, string Text);

/// <summary>A Markdown file of the repository: its headings, fenced blocks, tables and links.</summary>
internal sealed partial class Markdown
{
    private readonly string[] _prose;

    private Markdown(string path)
    {
        Path = path;
        var prose = new List<string>();
        List<string>? block = null;
        var language = "";
        foreach (var line in File.ReadAllLines(System.IO.Path.Combine(RepositoryFolder.Root, path)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (block is not null)
                    Blocks.Add(new(language, string.Concat(block.Select(text => text + "\n"))));
                block = block is null ? [] : null;
                language = line[3..].Trim();
            }
            else
            {
                (block ?? prose).Add(line);
            }
        }

        _prose = [.. prose];
    }

    public static Markdown Readme { get; } = new("README.md");

    /// <summary>All there are, by their paths in the repository.</summary>
    public static IReadOnlyList<Markdown> All { get; } =
    [
        .. Directory.EnumerateFiles(RepositoryFolder.Root, "*.md", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(RepositoryFolder.Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" || (part.StartsWith('.') && part.Length > 1)))
            .Order(StringComparer.Ordinal).Select(path => new Markdown(path)),
    ];

    public string Path { get; }

    public List<MarkdownBlock> Blocks { get; } = [];

    /// <summary>Where the links of the prose lead.</summary>
    public IEnumerable<string> Links => _prose.SelectMany(line => Link().Matches(InlineCode().Replace(line, ""))).Select(match => match.Groups[1].Value);

    /// <summary>The headings as the names by which links reach them.</summary>
    public IEnumerable<string> Anchors => _prose.Where(line => Heading().IsMatch(line))
        .Select(line => NotInAnchor().Replace(Heading().Replace(line, "").ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The rows, without the head, of the only table that stands directly under a heading.</summary>
    public IReadOnlyList<string[]> Table(string heading)
    {
        var start = Array.FindIndex(_prose, line => Heading().IsMatch(line) && Heading().Replace(line, "") == heading);
        Assert.True(start >= 0, $"{Path} has no heading '{heading}'.");
        var rows = _prose.Skip(start + 1).TakeWhile(line => !Heading().IsMatch(line))
            .Where(line => line.StartsWith('|')).ToList();
        Assert.True(rows.Count > 2 && rows.Count(row => row.StartsWith("|---", StringComparison.Ordinal)) == 1, $"{Path} has not one table under '{heading}'.");
        return [.. rows.Skip(2).Select(Cells)];
    }

    /// <summary>What stands in backticks.</summary>
    public static string[] Codes(string text) => [.. InlineCode().Matches(text).Select(match => match.Groups[1].Value)];

    private static string[] Cells(string row) =>
        [.. CellEnd().Split(row.Trim()[1..^1]).Select(cell => cell.Trim().Replace("\\|", "|", StringComparison.Ordinal))];

    [GeneratedRegex("^#+ +")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\]\(([^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellEnd();
}
