using YamlDotNet.RepresentationModel;

namespace ActivityLogForwarder.IntegrationTests.Chart;

/// <summary>What Helm rendered, as text and read.</summary>
internal sealed class Manifests
{
    private readonly List<YamlNode> _documents;

    public Manifests(string text)
    {
        Text = text;
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        _documents = [.. stream.Documents.Select(document => document.RootNode)];
    }

    public string Text { get; }

    public IEnumerable<string> Kinds => _documents.Select(document => At(document, "kind")!.ToString());

    /// <summary>The specifications of all pods, that of <c>helm test</c> included.</summary>
    public IEnumerable<YamlNode> Pods => _documents
        .Select(document => At(document, "kind")?.ToString() == "Pod" ? At(document, "spec") : At(document, "spec", "template", "spec")).OfType<YamlNode>();

    /// <summary>The configuration file.</summary>
    public string Configuration => Value("ConfigMap", "data", "config.yaml");

    /// <summary>The only object of a kind.</summary>
    public YamlNode The(string kind) => Assert.Single(_documents, document => At(document, "kind")?.ToString() == kind);

    /// <summary>A text of the only object of a kind.</summary>
    public string Value(string kind, params IEnumerable<string> path) => At(The(kind), path)?.ToString() ?? "";

    /// <summary>What lies at a path; null: nothing.</summary>
    public static YamlNode? At(YamlNode? node, params IEnumerable<string> path)
    {
        foreach (var key in path)
        {
            node = node switch
            {
                YamlMappingNode map when map.Children.TryGetValue(new YamlScalarNode(key), out var child) => child,
                YamlSequenceNode list when int.TryParse(key, out var index) && index < list.Children.Count => list.Children[index],
                _ => null,
            };
        }

        return node;
    }

    /// <summary>Every key with its value, at any depth.</summary>
    public static IEnumerable<(string Key, YamlNode Value)> Members(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(pair => Members(pair.Value).Prepend((pair.Key.ToString(), pair.Value))),
        YamlSequenceNode list => list.Children.SelectMany(Members),
        _ => [],
    };
}
