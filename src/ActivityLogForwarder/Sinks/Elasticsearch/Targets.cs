using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>Names made of a target that may hold placeholders.</summary>
internal static class Targets
{
    /// <summary>The target with a wildcard in the place of each placeholder: a pattern of every name it can become.</summary>
    public static string Pattern(this Template target) => Replace(target, _ => "*");

    /// <summary>A name for what belongs to the target, without wildcards: <c>logs-ionos.contract-default</c>.</summary>
    public static string Name(this Template target) => Replace(target, placeholder => placeholder[1..^1].ToLowerInvariant());

    private static string Replace(Template target, Func<string, string> replacement) => Template.Placeholders.Aggregate(
        target.Text, (text, placeholder) => text.Replace(placeholder, replacement(placeholder), StringComparison.Ordinal));
}
