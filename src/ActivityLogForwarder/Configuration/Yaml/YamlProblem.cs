using YamlDotNet.Core;

namespace ActivityLogForwarder.Configuration.Yaml;

/// <summary>Says what is wrong with a text that is no YAML, without quoting any of it.</summary>
internal static class YamlProblem
{
    public const string TooDeep = "While reading keys, found them nested too deeply.";

    public const string Unexpected = "Found what cannot stand here.";

    // The parser's own messages, none of which contains anything of the text.
    private static readonly string[] Known = ["While ", "Found ", "Did not find ", "Block sequence ", "Anchor before "];

    private static readonly (string Part, string Cure)[] Cures =
    [
        ("tab", "indent with spaces, not tabs"),
        ("too deeply", "no key is that deep"),
        ("invalid mapping", "put a text that contains a colon and a space in quotes"),
        ("expected ':'", "put a colon and a space between key and value"),
        ("quoted scalar", "check that the quotes are closed"),
        ("flow ", "check that the brackets are closed"),
        ("cannot start any token", "put a text that begins with a special character in quotes"),
        ("", "check the indentation, and put texts with special characters in quotes"),
    ];

    public static string Describe(YamlException exception, string text)
    {
        var problem = Known.Any(start => exception.Message.StartsWith(start, StringComparison.Ordinal))
            ? $"{char.ToLowerInvariant(exception.Message[0])}{exception.Message[1..].TrimEnd('.')}"
            : "it cannot be parsed";
        var cure = IsIndentedByTab(LineAt(text, Line(exception, text)))
            ? Cures[0].Cure
            : Cures.First(known => problem.Contains(known.Part, StringComparison.Ordinal)).Cure;
        return $"is not valid YAML: {problem}; {cure}";
    }

    /// <summary>The line of the error: of a tab itself where that is the trouble, else where the parser began to stumble.</summary>
    public static long Line(YamlException exception, string text)
    {
        var start = exception.Start.Line;
        if (!exception.Message.Contains("tab", StringComparison.Ordinal))
            return start;
        var number = 0L;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (++number >= start && IsIndentedByTab(line))
                return number;
        }

        return start;
    }

    private static bool IsIndentedByTab(ReadOnlySpan<char> line) =>
        line[..^line.TrimStart().Length].Contains('\t');

    private static ReadOnlySpan<char> LineAt(string text, long number)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (--number == 0)
                return line;
        }

        return [];
    }
}
