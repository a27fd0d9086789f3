using ActivityLogForwarder.Configuration.Yaml;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>Which keys a group has.</summary>
internal static class OptionGroups
{
    /// <summary>The group, or the one that its selecting key selects for this map.</summary>
    public static OptionGroup For(this OptionGroup group, MapNode? map) => group.SelectedBy(map) ?? group;

    /// <summary>Every key that a user may write, a secret's twin included.</summary>
    public static IEnumerable<string> Keys(this OptionGroup group) => group.Options.SelectMany(Keys);

    public static IEnumerable<string> Keys(this Option option) =>
        option.Kind == OptionKind.Secret ? [option.Key, option.FileKey()] : [option.Key];

    /// <summary>The key that names a file which holds the secret.</summary>
    public static string FileKey(this Option secret) => secret.Key + "File";

    /// <summary>
    /// The keys that may stand in the map. Where its selecting key is missing or wrong, those of every variant:
    /// that one error shall not make others of keys that may be right.
    /// </summary>
    public static IReadOnlyList<string> KeysFor(this OptionGroup group, MapNode map) =>
        [.. group.GroupsFor(map).SelectMany(Keys).Distinct()];

    /// <summary>The option that the key, or as a secret's twin the key, belongs to; null for an unknown key.</summary>
    public static Option? OptionFor(this OptionGroup group, MapNode map, string key) => group.GroupsFor(map)
        .SelectMany(possible => possible.Options)
        .FirstOrDefault(option => option.Keys().Contains(key));

    private static IEnumerable<OptionGroup> GroupsFor(this OptionGroup group, MapNode map) =>
        group.SelectedBy(map) is { } selected ? [selected] : [group, .. group.Variants?.Groups.Values ?? []];

    private static OptionGroup? SelectedBy(this OptionGroup group, MapNode? map) =>
        group.Variants is { } variants && map?.Find(variants.Key)?.Value is TextNode { Text: var value }
            ? variants.Groups.GetValueOrDefault(value)
            : null;
}
