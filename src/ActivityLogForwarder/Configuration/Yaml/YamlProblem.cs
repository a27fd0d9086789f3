using YamlDotNet.Core;

namespace ActivityLogForwarder.Configuration.Yaml;

/// <summary>Says what is wrong with a text that is no YAML, without quoting any of it.</summary>
internal static class YamlProblem
{
    public const string TooDeep = "While reading keys, found them nested too deeply.";

    // The parser's own messages, none of which contains anything of the text.
    private static readonly string[] Known = ["While ", "Found ", "Did not find ", "Block sequence ", "Anchor before "];

    public static string Describe(YamlException exception, string text)
    {
        var message = "is not valid YAML";
        if (Known.Any(start => exception.Message.StartsWith(start, StringComparison.Ordinal)))
            message += $": {char.ToLowerInvariant(exception.Message[0])}{exception.Message[1..].TrimEnd('.')}";
        return IsIndentedByTab(text, exception.Start.Line) || IsIndentedByTab(text, exception.End.Line)
            ? message + "; indent with spaces, not tabs"
            : message;
    }

    private static bool IsIndentedByTab(string text, long line)
    {
        var content = text.Split('\n').ElementAtOrDefault((int)line - 1) ?? "";
        return content[..^content.TrimStart().Length].Contains('\t', StringComparison.Ordinal);
    }
}
