using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Configuration.Yaml;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration;

/// <summary>
/// Puts the values of environment variables (<c>ALF_SINKS__siem__URL</c>) into the tree, as if they had been written
/// in the file.
/// </summary>
internal sealed class Overrides(OptionGroup root, ErrorList errors)
{
    private const string Prefix = "ALF_";
    private const string Separator = "__";

    private readonly Dictionary<string, string> _setBy = [];

    /// <summary>Applies all variables; what begins with <c>ALF_</c> and names no key yields a warning.</summary>
    public IReadOnlyList<string> Apply(MapNode tree, IReadOnlyDictionary<string, string> environment)
    {
        var warnings = new List<string>();
        var overrides = new List<(string Name, string[] Parts)>();
        foreach (var name in environment.Keys.Where(IsOurs).Order(StringComparer.Ordinal))
        {
            var parts = name[Prefix.Length..].Split(Separator);
            if (parts.Length > 1 && root.Options.Any(option => Same(option.Key, parts[0])))
                overrides.Add((name, parts));
            else
                warnings.Add($"{Paths.Printable(name)} is not read: a variable that overrides a key is named like {Prefix}SOURCE__url");
        }

        // A whole group comes before its keys, and a key that selects the others before them.
        foreach (var (name, parts) in overrides.OrderBy(item => item.Parts.Length).ThenBy(item => Same(item.Parts[^1], "type") ? 0 : 1))
            Set(new Override(name, environment[name]), parts, tree, root, "");
        return warnings;
    }

    private void Set(Override variable, ReadOnlySpan<string> parts, MapNode map, OptionGroup group, string parent)
    {
        var keys = group.KeysFor(map);
        var key = KnownKey(keys, parts[0]);
        var path = Paths.Join(parent, key);
        if (group.OptionFor(map, key) is not { } option)
            errors.Add(path, variable.Origin, $"is not a known key; {Nearest.Cure(key, keys)}");
        else if (parts.Length == 1)
            Put(variable, map, key, option, path);
        else if (option.Kind is not (OptionKind.Group or OptionKind.GroupMap or OptionKind.TextMap))
            errors.Add(path, variable.Origin, "has no keys of its own; set it as a whole");
        else if (Descend(map, key, variable.Origin) is not { } child)
            return;
        else if (option.Kind == OptionKind.Group)
            Set(variable, parts[1..], child, option.Group!, path);
        else
            SetNamed(variable, parts[1..], child, option, path);
    }

    /// <summary>Sets an entry, whose name the user chose, or something in it.</summary>
    private void SetNamed(Override variable, ReadOnlySpan<string> parts, MapNode map, Option named, string parent)
    {
        var name = KnownKey([.. map.Entries.Select(entry => entry.Key)], parts[0]);
        var path = Paths.Join(parent, name);
        if (parts.Length == 1)
            Put(variable, map, name, named with { Kind = named.Group is null ? OptionKind.Text : OptionKind.Group }, path);
        else if (named.Group is null)
            errors.Add(path, variable.Origin, "has no keys of its own; set it as a whole");
        else if (Descend(map, name, variable.Origin) is { } child)
            Set(variable, parts[1..], child, named.Group, path);
    }

    private void Put(Override variable, MapNode map, string key, Option option, string path)
    {
        if (!_setBy.TryAdd(path, variable.Name))
        {
            errors.Add(path, variable.Origin, $"is set by {_setBy[path]} too; keep one");
            return;
        }

        map.Set(key, variable.Node(option, path, errors));
    }

    /// <summary>The keys under a key, made if nothing is there; null where something else is, which has its own error.</summary>
    private static MapNode? Descend(MapNode map, string key, Origin origin)
    {
        if (map.Find(key) is not (null or { Value: NullNode }))
            return map.Find(key)!.Value as MapNode;
        var child = new MapNode(origin);
        map.Set(key, child);
        return child;
    }

    /// <summary>The key as it is spelled where it is known; exactly first, then ignoring case, else as written.</summary>
    private static string KnownKey(IReadOnlyList<string> keys, string written) =>
        keys.FirstOrDefault(key => key == written) ?? keys.FirstOrDefault(key => Same(key, written)) ?? written;

    private static bool IsOurs(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
