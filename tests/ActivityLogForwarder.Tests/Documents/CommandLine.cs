using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>A command line in a document, with what the document shows as its output.</summary>
internal sealed partial record CommandLine(string Text, IReadOnlyList<string> Output)
{
    public const string Program = "dotnet run --project src/ActivityLogForwarder --";

    /// <summary>Whether it starts the program, variables before it or not.</summary>
    public bool StartsProgram => Text.Contains(Program, StringComparison.Ordinal);

    /// <summary>All of a document, in its order: each line of a <c>sh</c> block, each <c>$</c> line of a <c>console</c> block.</summary>
    public static IEnumerable<CommandLine> Of(Markdown page)
    {
        foreach (var block in page.Blocks.Where(block => block.Language is "sh" or "console" or "bash" or "shell"))
        {
            CommandLine? last = null;
            foreach (var line in block.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var isCommand = block.Language != "console" || line.StartsWith("$ ", StringComparison.Ordinal);
                if (!isCommand)
                {
                    last = last! with { Output = [.. last.Output, line] };
                    continue;
                }

                if (last is not null)
                    yield return last;
                last = new(Comment().Replace(block.Language == "console" ? line[2..] : line, "").Trim(), []);
            }

            if (last is { Text.Length: > 0 })
                yield return last;
        }
    }

    public override string ToString() => Text;

    [GeneratedRegex(@"(^|\s+)#.*$")]
    private static partial Regex Comment();
}
