using System.Text;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>The description of the options as a page: every section with its keys, defaults, ranges and meaning.</summary>
internal static class OptionReference
{
    /// <summary>Every group of keys by its path, in the order of the file: <c>source</c>, <c>sinks.NAME.batch</c>.</summary>
    public static IEnumerable<(string Path, string Description, IReadOnlyList<Option> Options)> Groups()
    {
        var root = ConfigurationDescription.Of(Slices.Sinks, Slices.Formats);
        return root.Options.SelectMany(section => Of(section, ""))
            .Concat(Slices.Sinks.SelectMany(type => Of(
                new Option($"sinks.NAME ({type.Name})", OptionKind.Group, $"Keys of the type {type.Name} alone; its default format is {type.DefaultFormat}.")
                { Group = type.Options }, "")));
    }

    public static string Render()
    {
        var page = new StringBuilder();
        page.Append("""
            # Every configuration key

            This page is written from the program's own description of its options; a test fails when it is stale. NAME is a name of
            your choice. A secret `x` may be given as `xFile` instead, the path of a file that holds it. Durations carry a unit
            (`250ms 30s 5m 2h 7d`), sizes too (`512KiB 5MB`).

            """);
        foreach (var (path, description, options) in Groups().Where(group => group.Options.Any(option => !IsGroup(option))))
        {
            page.Append($"\n## {path}\n\n{description}{Exceptions(path, options)}\n\n| key | default | |\n|---|---|---|\n");
            foreach (var option in options.Where(option => !IsGroup(option)))
                page.Append($"| `{option.Key}` | {DefaultOf(option)} | {option.Description}{Details(option)} |\n");
        }

        return page.ToString();
    }

    public static bool IsGroup(Option option) => option.Kind is OptionKind.Group or OptionKind.GroupMap;

    private static IEnumerable<(string, string, IReadOnlyList<Option>)> Of(Option section, string parent)
    {
        if (!IsGroup(section))
            return [];
        var path = $"{parent}{section.Key}{(section.Kind == OptionKind.GroupMap ? ".NAME" : "")}";
        return section.Group!.Options.SelectMany(option => Of(option, path + "."))
            .Prepend((path, section.Description, section.Group.Options));
    }

    private static string Exceptions(string path, IReadOnlyList<Option> options) => string.Concat(path switch
    {
        "sinks.NAME" => Slices.Sinks.Where(type => type.Formats.Count > 0)
            .Select(type => $" The type {type.Name} takes the formats {string.Join(", ", type.Formats)} alone."),
        "sinks.NAME.batch" => Slices.Sinks.Where(type => type.DefaultBatchBytes != options.Single(option => option.Key == "maxBytes").Default)
            .Select(type => $" With {type.Name} maxBytes is {type.DefaultBatchBytes} where nothing is said."),
        _ => [],
    });

    private static string DefaultOf(Option option) =>
        option.Default is { } value ? $"`{value}`" : option.IsRequired ? "required" : option.Kind == OptionKind.TextList ? "`[]`" : "–";

    private static string Details(Option option)
    {
        var details = "";
        if (option.Kind is OptionKind.Choice or OptionKind.TextList && option.Choices.Count > 0)
            details += $" One of {string.Join(", ", option.Choices.Select(choice => $"`{choice}`"))}.";
        if (option.Kind == OptionKind.Template)
            details += $" {string.Join(", ", Template.Placeholders.Select(name => $"`{name}`"))} may stand in it.";
        if (option.Min is not null || option.Max is not null)
            details += option.Max is null ? $" At least {option.Min}." : $" {option.Min} to {option.Max}.";
        return details;
    }
}
