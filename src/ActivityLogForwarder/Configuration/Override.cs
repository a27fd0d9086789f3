using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Configuration.Yaml;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration;

/// <summary>An environment variable that overrides a key.</summary>
internal sealed record Override(string Name, string Value)
{
    public Origin Origin { get; } = new(null, Paths.Printable(Name));

    /// <summary>
    /// The value as a node: single values literally (nothing has to be quoted for YAML), lists as <c>[a, b]</c> or
    /// <c>a, b</c>, groups as <c>{key: value}</c>, an empty variable as nothing.
    /// </summary>
    public ConfigNode Node(Option option, string path, ErrorList errors)
    {
        var value = Value.Trim();
        if (value.Length == 0)
            return new NullNode(Origin);
        return option.Kind switch
        {
            OptionKind.Group or OptionKind.GroupMap or OptionKind.TextMap => YamlTree.Parse(value, path, Name, errors),
            OptionKind.TextList or OptionKind.UrlList when value.StartsWith('[') => YamlTree.Parse(value, path, Name, errors),
            OptionKind.TextList or OptionKind.UrlList when value != option.InsteadOfList =>
                new ListNode(Origin, [.. value.Split(',').Select(Item)]),
            _ => new TextNode(Origin, value),
        };
    }

    private ConfigNode Item(string text) => text.Trim() is { Length: > 0 } item ? new TextNode(Origin, item) : new NullNode(Origin);
}
