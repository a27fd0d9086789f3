using ActivityLogForwarder.Configuration.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActivityLogForwarder.Configuration.Yaml;

/// <summary>
/// Builds the tree of a YAML text and reports what the configuration does not allow: repeated keys, anchors, aliases,
/// tags, merge keys, several documents. Nothing is ever expanded, so the tree is no larger than the text.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>Nesting beyond any configuration's; it bounds the recursion.</summary>
    private const int MaxDepth = 16;

    private readonly Parser _parser;
    private readonly string? _variable;
    private readonly ErrorList _errors;

    private YamlTree(string text, string? variable, ErrorList errors)
    {
        _parser = new Parser(new StringReader(text));
        _variable = variable;
        _errors = errors;
    }

    /// <summary>The tree; <see cref="BadNode"/> where the text is no YAML, <see cref="NullNode"/> where it is empty.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="path">The dotted path of its root.</param>
    /// <param name="variable">The environment variable that it comes from; null: the file.</param>
    /// <param name="errors">Where errors are reported.</param>
    public static ConfigNode Parse(string text, string path, string? variable, ErrorList errors)
    {
        var tree = new YamlTree(text, variable, errors);
        try
        {
            return tree.ReadDocument(path);
        }
        catch (YamlException exception)
        {
            var at = tree.At(YamlProblem.Line(exception, text));
            errors.Add(path, at, YamlProblem.Describe(exception, text));
            return new BadNode(at);
        }
    }

    private ConfigNode ReadDocument(string path)
    {
        Next();
        Next();
        if (_parser.Current is StreamEnd)
            return new NullNode(Here());
        Next();
        var root = ReadNode(path, 0);
        Next();
        Next();
        if (_parser.Current is DocumentStart)
            _errors.Add(path, Here(), "a second document begins here; the configuration must be a single one");
        return root;
    }

    private ConfigNode ReadNode(string path, int depth)
    {
        if (depth > MaxDepth)
            throw new YamlException(Current.Start, Current.End, YamlProblem.TooDeep);
        var refusal = Refusal(Current);
        if (refusal is not null)
            _errors.Add(path, Here(), refusal);
        ConfigNode node = Current switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadList(path, depth),
            MappingStart => ReadMap(path, depth),
            _ => new BadNode(Here()),
        };
        return refusal is null ? node : new BadNode(node.Origin);
    }

    private ConfigNode ReadScalar(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL"
            ? new NullNode(Here())
            : new TextNode(Here(), scalar.Value);

    private ListNode ReadList(string path, int depth)
    {
        var at = Here();
        var items = new List<ConfigNode>();
        for (Next(); Current is not SequenceEnd; Next())
            items.Add(ReadNode(Paths.Item(path, items.Count), depth + 1));
        return new ListNode(at, items);
    }

    private MapNode ReadMap(string path, int depth)
    {
        var map = new MapNode(Here());
        for (Next(); Current is not MappingEnd; Next())
        {
            var at = Here();
            var key = ReadKey(path, depth);
            Next();
            var value = ReadNode(key is null ? path : Paths.Join(path, key), depth + 1);
            if (key is null)
                continue;
            if (map.Find(key) is { } first)
                _errors.Add(Paths.Join(path, key), at, (first.Origin.Line is { } line ? $"is set twice, before in line {line}" : "is set twice") + "; keep one");
            else
                map.Add(new MapEntry(key, at, value));
        }

        return map;
    }

    private string? ReadKey(string path, int depth)
    {
        var at = Here();
        if (Current is Scalar scalar && Refusal(scalar) is null)
        {
            if (scalar is not { Value: "<<", Style: ScalarStyle.Plain })
                return scalar.Value;
            _errors.Add(path, at, "merge keys (<<) are not read; write the keys out");
            return null;
        }

        _errors.Add(path, at, "a key must be a plain word");
        if (Current is not Scalar)
            ReadNode(path, depth + 1);
        return null;
    }

    // A password that begins with one of these characters is the likely cause, so nothing of it is quoted.
    private static string? Refusal(ParsingEvent current) => current switch
    {
        AnchorAlias => "aliases (*) are not read: write the value out, or put a text that begins with * in quotes",
        NodeEvent { Anchor.IsEmpty: false } => "anchors (&) are not read: leave it out, or put a text that begins with & in quotes",
        NodeEvent { Tag.IsEmpty: false } => "tags (!) are not read: leave it out, or put a text that begins with ! in quotes",
        _ => null,
    };

    private ParsingEvent Current => _parser.Current!;

    private void Next()
    {
        var at = _parser.Current?.End ?? Mark.Empty;
        bool moved;
        try
        {
            moved = _parser.MoveNext();
        }
        catch (Exception exception) when (exception is not YamlException)
        {
            // Some broken texts make the parser stumble over itself.
            throw new YamlException(at, at, YamlProblem.Unexpected, exception);
        }

        if (!moved)
            throw new YamlException(at, at, YamlProblem.Unexpected);
    }

    private Origin Here() => At(Current.Start.Line);

    private Origin At(long line) => _variable is null ? new Origin((int)line, null) : new Origin(null, _variable);
}
