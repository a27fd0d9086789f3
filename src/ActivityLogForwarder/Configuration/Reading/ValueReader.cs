using ActivityLogForwarder.Configuration.Yaml;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>Reads the values of single keys. What cannot be read is reported, and <see cref="Failed"/>.</summary>
internal sealed class ValueReader(ErrorList errors, TimeProvider clock)
{
    /// <summary>Stands for a value whose error has been reported.</summary>
    public static readonly object Failed = new();

    public static string Missing(Option option) => option.Kind == OptionKind.Choice
        ? $"is required: one of {string.Join(", ", option.Choices)}"
        : $"is required: {option.Description}";

    /// <summary>Reports the error; a node that is itself reported already needs no second one.</summary>
    public object Fail(ConfigNode node, string path, string message)
    {
        if (node is not BadNode)
            errors.Add(path, node.Origin, message);
        return Failed;
    }

    public object ReadScalar(Option option, OptionGroup group, ConfigNode node, string path)
    {
        if (node is not TextNode { Text: var text })
            return Fail(node, path, $"must be a single value, not {Kind(node)}");
        var value = Scalars.Parse(option, text, out var error);
        if (value is string file && option.Key.EndsWith("File", StringComparison.Ordinal))
            error = NamedFiles.Problem(file);
        if (error == Urls.UserInformation)
            error += "; " + KeyHints.ForCredentials(path, group);
        return error is null ? value! : Fail(node, path, error);
    }

    public object ReadList(Option option, OptionGroup group, ConfigNode node, string path)
    {
        if (option.InsteadOfList is { } word && node is TextNode { Text: var text } && text == word)
            return new[] { word };
        if (node is not ListNode list)
        {
            return Fail(node, path, "must be a list: put square brackets around it, like [a, b]"
                + (option.InsteadOfList is null ? "" : $", or write {option.InsteadOfList}"));
        }

        var item = option with
        {
            Kind = option.Kind == OptionKind.UrlList ? OptionKind.Url
                : option.Choices.Count > 0 ? OptionKind.Choice
                : OptionKind.Text,
        };
        var values = list.Items
            .Select((node, i) => node is NullNode
                ? Fail(node, Paths.Item(path, i), "is empty; give a value or leave it out")
                : ReadScalar(item, group, node, Paths.Item(path, i)))
            .ToList();
        return values.Contains(Failed) ? Failed
            : item.Kind == OptionKind.Url ? values.Cast<Uri>().ToList()
            : values.Cast<string>().ToList();
    }

    public object ReadTextMap(ConfigNode node, string path)
    {
        if (node is not MapNode map)
            return Fail(node, path, "must hold names and a text for each, like {name: text}");
        var texts = new Dictionary<string, string>();
        foreach (var entry in map.Entries)
        {
            if (entry.Value is TextNode { Text: var text } && !text.Any(char.IsControl))
                texts[entry.Key] = text;
            else
                Fail(entry.Value, Paths.Join(path, entry.Key), "must be a text on one line");
        }

        return texts.Count == map.Entries.Count ? texts : Failed;
    }

    /// <summary>A secret from its key or from the file that the key's twin names; null if neither is there.</summary>
    public object? ReadSecret(Option option, MapNode map, string path, Origin at)
    {
        var text = Given(map, option.Key);
        var file = Given(map, option.FileKey());
        var full = Paths.Join(path, option.Key);
        if (text is not null && file is not null)
        {
            var by = text.Origin.Variable is { } variable && file.Origin.Variable is null ? $" ({option.Key} is set by {variable})" : "";
            return Fail(file, full, $"give either {option.Key} or {option.FileKey()}, not both{by}");
        }

        if (text is null && file is null)
            return option.IsRequired ? Fail(new NullNode(at), full, $"is required, or {option.FileKey()}: {option.Description}") : null;

        var node = text ?? file!;
        if (node is not TextNode { Text: var value })
            return Fail(node, text is null ? full + "File" : full, $"must be a single text, not {Kind(node)}");
        if (text is not null)
        {
            var secret = value.Trim();
            return NamedFiles.SecretProblem(secret) is { } problem ? Fail(node, full, problem) : Secret.FromText(secret);
        }

        object? read = Scalars.ParseText(option, value, out var error) is null ? null : NamedFiles.ReadSecret(value, clock, out error);
        return read ?? Fail(node, full + "File", error!);
    }

    private static ConfigNode? Given(MapNode map, string key) => map.Find(key)?.Value is var node and not NullNode ? node : null;

    private static string Kind(ConfigNode node) => node switch
    {
        ListNode => "a list",
        MapNode => "keys of its own",
        _ => "a text",
    };
}
