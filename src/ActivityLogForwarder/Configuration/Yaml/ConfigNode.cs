namespace ActivityLogForwarder.Configuration.Yaml;

/// <summary>Where a value was written: a line of the file (from 1) or an environment variable.</summary>
internal readonly record struct Origin(int? Line, string? Variable);

/// <summary>A node of the configuration as written, before anything is known about its meaning.</summary>
internal abstract record ConfigNode(Origin Origin);

/// <summary>Nothing, as in <c>key:</c>, <c>~</c> or <c>null</c>.</summary>
internal sealed record NullNode(Origin Origin) : ConfigNode(Origin);

/// <summary>A text, number, truth value or time, as it was written.</summary>
internal sealed record TextNode(Origin Origin, string Text) : ConfigNode(Origin);

internal sealed record ListNode(Origin Origin, IReadOnlyList<ConfigNode> Items) : ConfigNode(Origin);

/// <summary>What cannot be read and has been reported.</summary>
internal sealed record BadNode(Origin Origin) : ConfigNode(Origin);

/// <summary>Keys and values in the order of the file; no key twice.</summary>
internal sealed record MapNode(Origin Origin) : ConfigNode(Origin)
{
    private readonly List<MapEntry> _entries = [];
    private readonly Dictionary<string, int> _places = [];

    public IReadOnlyList<MapEntry> Entries => _entries;

    public MapEntry? Find(string key) => _places.TryGetValue(key, out var place) ? _entries[place] : null;

    /// <summary>Puts the value in the place of the key's, or behind all others.</summary>
    public void Set(string key, ConfigNode value)
    {
        var entry = new MapEntry(key, value.Origin, value);
        if (_places.TryGetValue(key, out var place))
            _entries[place] = entry;
        else
            Add(entry);
    }

    public void Add(MapEntry entry)
    {
        _places.Add(entry.Key, _entries.Count);
        _entries.Add(entry);
    }
}

/// <summary>A key, where it stands, and its value.</summary>
internal sealed record MapEntry(string Key, Origin Origin, ConfigNode Value);
