namespace ActivityLogForwarder.Core.Options;

/// <summary>
/// The values of one <see cref="OptionGroup"/>, parsed, in range, defaults filled in. Asking for a key that its group
/// does not describe, or as another kind, is a programming error and throws.
/// </summary>
/// <param name="values">
/// By key: <see cref="string"/> (text, template, choice, path), <see cref="Secret"/>, <see cref="long"/> (integer,
/// size in bytes), <see cref="bool"/>, <see cref="TimeSpan"/>, <see cref="StartTime"/>, <see cref="Uri"/>, lists and
/// maps of these, <see cref="OptionValues"/>; null where a key is absent and has no default.
/// </param>
/// <param name="given">The keys that the user wrote.</param>
public sealed class OptionValues(IReadOnlyDictionary<string, object?> values, IReadOnlySet<string> given)
{
    /// <summary>Whether the user wrote the key (for a secret: it or its twin).</summary>
    public bool IsGiven(string key) => given.Contains(key);

    public string Text(string key) => Required<string>(key);

    public string? TextOrNull(string key) => Get<string>(key);

    public Template Template(string key) => new(Required<string>(key));

    public Secret? Secret(string key) => Get<Secret>(key);

    public long Integer(string key) => Required<object>(key) is long value ? value : throw WrongKind(key);

    /// <summary>A size in bytes.</summary>
    public long Bytes(string key) => Integer(key);

    public long? IntegerOrNull(string key) => Get<object>(key) is null ? null : Integer(key);

    public bool Boolean(string key) => Required<object>(key) is bool value ? value : throw WrongKind(key);

    public TimeSpan Duration(string key) => Required<object>(key) is TimeSpan value ? value : throw WrongKind(key);

    public StartTime StartTime(string key) => Required<StartTime>(key);

    public Uri Url(string key) => Required<Uri>(key);

    public Uri? UrlOrNull(string key) => Get<Uri>(key);

    public IReadOnlyList<Uri> Urls(string key) => Get<IReadOnlyList<Uri>>(key) ?? [];

    public IReadOnlyList<string> Texts(string key) => Get<IReadOnlyList<string>>(key) ?? [];

    public IReadOnlyDictionary<string, string> TextMap(string key) =>
        Get<IReadOnlyDictionary<string, string>>(key) ?? new Dictionary<string, string>();

    /// <summary>The group's values; null where it is absent and nothing in it has a default.</summary>
    public OptionValues? Group(string key) => Get<OptionValues>(key);

    /// <summary>The groups by their names, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, OptionValues>> Groups(string key) =>
        Get<IReadOnlyList<KeyValuePair<string, OptionValues>>>(key) ?? [];

    private T Required<T>(string key)
        where T : class => Get<T>(key) ?? throw new InvalidOperationException($"The option '{key}' has no value.");

    private T? Get<T>(string key)
        where T : class =>
        !values.TryGetValue(key, out var value) ? throw new InvalidOperationException($"The option '{key}' is not described.")
        : value is null or T ? (T?)value
        : throw WrongKind(key);

    private static InvalidOperationException WrongKind(string key) => new($"The option '{key}' is of another kind.");
}
