using ActivityLogForwarder.Configuration.Yaml;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>
/// Walks a tree against the description of the options: every value parsed, every default filled in, every error
/// reported with its place.
/// </summary>
internal sealed class OptionReader(ErrorList errors, TimeProvider clock)
{
    private readonly Dictionary<string, Origin> _origins = [];
    private readonly ValueReader _values = new(errors, clock);

    /// <summary>Reads a group that is there, even if nothing is in it.</summary>
    /// <param name="map">Its keys and values.</param>
    /// <param name="described">Its description, before a key of its own selects one.</param>
    /// <param name="path">Its dotted path.</param>
    /// <param name="at">Where what it lacks is reported.</param>
    public OptionValues ReadGroup(MapNode map, OptionGroup described, string path, Origin at)
    {
        var group = described.For(map);
        NotePlaces(map, path, at);
        ReportUnknownKeys(map, described, path);

        var parsed = new Dictionary<string, object?>();
        var failed = new HashSet<string>();
        var given = new HashSet<string>();
        foreach (var option in group.Options)
        {
            if (option.Keys().Any(key => map.Find(key) is { Value: not NullNode }))
                given.Add(option.Key);
            var value = ReadOption(option, group, map, path, at);
            parsed[option.Key] = value;
            if (value == ValueReader.Failed)
                failed.Add(option.Key);
        }

        var values = new OptionValues(new ParsedValues(parsed, failed), given);
        if (group.Check is { } check)
            ParsedValues.Attempt(() => check(values, (key, message) => Report(path, key, message)));
        return values;
    }

    /// <summary>Reports what is wrong about a key of a group, where it was written, else where what is around it was; no key: the group.</summary>
    private void Report(string path, string key, string message)
    {
        var full = path.Length == 0 ? key : key.Length == 0 ? path : $"{path}.{key}";
        Origin at;
        for (var place = full; !_origins.TryGetValue(place, out at) && !_origins.TryGetValue(place + "File", out at);)
            place = Paths.Parent(place);
        errors.Add(full, at, message);
    }

    private void NotePlaces(MapNode map, string path, Origin at)
    {
        _origins[path] = at;
        foreach (var entry in map.Entries)
        {
            var full = Paths.Join(path, entry.Key);
            _origins[full] = entry.Origin;
            foreach (var (item, i) in (entry.Value as ListNode)?.Items.Select((item, i) => (item, i)) ?? [])
                _origins[Paths.Item(full, i)] = item.Origin;
        }
    }

    private void ReportUnknownKeys(MapNode map, OptionGroup group, string path)
    {
        foreach (var entry in map.Entries.Where(entry => group.OptionFor(map, entry.Key) is null))
            errors.Add(Paths.Join(path, entry.Key), entry.Origin, $"is not a known key; {Nearest.Cure(entry.Key, group.KeysFor(map))}");
    }

    private object? ReadOption(Option option, OptionGroup group, MapNode map, string path, Origin at)
    {
        if (option.Kind == OptionKind.Secret)
            return _values.ReadSecret(option, map, path, at);
        var full = Paths.Join(path, option.Key);
        var entry = map.Find(option.Key);
        if (entry is null or { Value: NullNode })
        {
            if (!option.IsRequired)
                return Default(option);
            errors.Add(full, entry?.Origin ?? at, ValueReader.Missing(option));
            return ValueReader.Failed;
        }

        return option.Kind switch
        {
            OptionKind.Group => ReadNested(entry, option.Group!, full) ?? ValueReader.Failed,
            OptionKind.GroupMap => ReadGroups(option, entry, full),
            OptionKind.TextMap => _values.ReadTextMap(entry.Value, full),
            OptionKind.TextList or OptionKind.UrlList => _values.ReadList(option, group, entry.Value, full),
            _ => _values.ReadScalar(option, group, entry.Value, full),
        };
    }

    private object ReadGroups(Option option, MapEntry entry, string path)
    {
        if (entry.Value is not MapNode map)
            return _values.Fail(entry.Value, path, "must hold names, and keys under each of them");
        if (map.Entries.Count == 0 && option.IsRequired)
            return _values.Fail(entry.Value, path, ValueReader.Missing(option));
        var groups = new List<KeyValuePair<string, OptionValues>>();
        foreach (var named in map.Entries)
        {
            var full = Paths.Join(path, named.Key);
            if (option.Pattern is { } pattern && !Scalars.Matches(pattern, named.Key))
                errors.Add(full, named.Origin, $"the name must be {pattern.Explanation}");
            if (ReadNested(named, option.Group!, full) is { } values)
                groups.Add(new(named.Key, values));
        }

        // Who asks which names there are must not conclude from a part of them.
        return groups.Count == map.Entries.Count ? groups : ValueReader.Failed;
    }

    private OptionValues? ReadNested(MapEntry entry, OptionGroup group, string path)
    {
        var map = entry.Value as MapNode ?? (entry.Value is NullNode ? new MapNode(entry.Origin) : null);
        if (map is not null)
            return ReadGroup(map, group, path, entry.Origin);
        _values.Fail(entry.Value, path, $"must hold keys of its own ({string.Join(", ", group.Keys().Take(4))} …), each with its value behind a colon and a space");
        return null;
    }

    private static object? Default(Option option) =>
        option.Kind == OptionKind.Group ? Defaults(option.Group!)
        : option.Default is not { } text ? null
        : Scalars.Parse(option, text, out var error)
            ?? throw new InvalidOperationException($"The default of '{option.Key}' {error}.");

    /// <summary>What an absent group holds: null if it has no defaults, or cannot be without something.</summary>
    private static OptionValues? Defaults(OptionGroup group)
    {
        if (group.Options.Any(option => option.IsRequired))
            return null;
        var values = group.Options.ToDictionary(option => option.Key, Default);
        return values.Values.All(value => value is null) ? null : new OptionValues(values, new HashSet<string>());
    }
}
