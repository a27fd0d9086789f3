namespace ActivityLogForwarder.Core.Options;

/// <summary>What a configuration key holds.</summary>
public enum OptionKind
{
    Text,

    /// <summary>Text with placeholders (<see cref="Template"/>).</summary>
    Template,

    /// <summary>A secret; its twin <c>…File</c> names a file that holds it. Never shown.</summary>
    Secret,

    Integer,
    Boolean,

    /// <summary>A duration with its unit: <c>250ms 30s 5m 2h 7d</c>.</summary>
    Duration,

    /// <summary>A size with its unit: <c>512KiB 5MB</c>.</summary>
    Size,

    /// <summary>A duration back from now, an RFC 3339 time, a date, <c>now</c> or <c>beginning</c>.</summary>
    StartTime,

    /// <summary>One of <see cref="Option.Choices"/>.</summary>
    Choice,

    /// <summary>An absolute URL without user information; <see cref="Option.Choices"/> are its schemes.</summary>
    Url,

    /// <summary>A path of a file or folder.</summary>
    Path,

    TextList,
    UrlList,

    /// <summary>Names to texts, such as HTTP headers.</summary>
    TextMap,

    /// <summary>Keys of their own: <see cref="Option.Group"/>.</summary>
    Group,

    /// <summary>Names chosen by the user to groups of one kind: <see cref="Option.Group"/>.</summary>
    GroupMap,
}

/// <summary>
/// One key of the configuration, described once: parsing, defaults, errors, suggestions and the JSON Schema all come
/// from here.
/// </summary>
/// <param name="Key">The key as it is written, camelCase.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Description">One sentence for the JSON Schema and the documentation, with the unit.</param>
public sealed record Option(string Key, OptionKind Kind, string Description)
{
    /// <summary>The value where the key is absent, as a user would write it; null: none.</summary>
    public string? Default { get; init; }

    /// <summary>Whether the key must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The smallest value, as a user would write it.</summary>
    public string? Min { get; init; }

    /// <summary>The largest value, as a user would write it.</summary>
    public string? Max { get; init; }

    /// <summary>Whether a size may also be a plain number, of bytes.</summary>
    public bool MayLackUnit { get; init; }

    /// <summary>
    /// The values of a <see cref="OptionKind.Choice"/> and of each text of a <see cref="OptionKind.TextList"/>; the
    /// schemes of a URL.
    /// </summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What a text, each text of a list, or each name of a map must look like.</summary>
    public OptionPattern? Pattern { get; init; }

    /// <summary>A word that may stand in the place of a list, such as <c>all</c>; the list then holds just that word.</summary>
    public string? InsteadOfList { get; init; }

    /// <summary>The keys of a <see cref="OptionKind.Group"/> or of each entry of a <see cref="OptionKind.GroupMap"/>.</summary>
    public OptionGroup? Group { get; init; }
}

/// <summary>A form that texts must have.</summary>
/// <param name="Expression">A regular expression for the whole text, of what .NET and ECMAScript have in common.</param>
/// <param name="Explanation">The same in words, to follow "must be".</param>
public sealed record OptionPattern(string Expression, string Explanation);

/// <summary>Groups of keys of which the value of one key selects one, as a sink's <c>type</c> does.</summary>
/// <param name="Key">A required <see cref="OptionKind.Choice"/> of all the groups.</param>
/// <param name="Groups">By the key's value: all keys that may then stand here.</param>
public sealed record OptionVariants(string Key, IReadOnlyDictionary<string, OptionGroup> Groups);

/// <summary>Keys that stand together, and what must hold between them.</summary>
public sealed record OptionGroup(IReadOnlyList<Option> Options)
{
    /// <summary>
    /// Reports what is wrong between keys that are fine each by itself: <c>report(key, message)</c>, once per error.
    /// It sees only values that parsed.
    /// </summary>
    public Action<OptionValues, Action<string, string>>? Check { get; init; }

    /// <summary>Takes the place of this group where its key has a value that it knows.</summary>
    public OptionVariants? Variants { get; init; }
}
