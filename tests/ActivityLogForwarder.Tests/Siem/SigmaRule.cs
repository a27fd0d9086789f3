using System.Globalization;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Tests.Configuration;
using YamlDotNet.RepresentationModel;

namespace ActivityLogForwarder.Tests.Siem;

/// <summary>A document of a Sigma file: a rule about one event, or a correlation of such.</summary>
internal sealed record SigmaRule(string File, YamlMappingNode Root)
{
    public string Title => Text("title");

    public string? Name => Root.Children.ContainsKey("name") ? Text("name") : null;

    public bool IsCorrelation => Root.Children.ContainsKey("correlation");

    public YamlMappingNode Correlation => (YamlMappingNode)Root["correlation"];

    private YamlMappingNode Detection => (YamlMappingNode)Root["detection"];

    /// <summary>All rules of <c>config/siem/sigma</c>.</summary>
    public static IReadOnlyList<SigmaRule> All { get; } =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "config", "siem", "sigma"), "*.yml").Order(StringComparer.Ordinal)
           from document in Read(file)
           select new SigmaRule(Path.GetFileName(file), (YamlMappingNode)document.RootNode),
    ];

    /// <summary>The selections, by name.</summary>
    public IReadOnlyDictionary<string, YamlNode> Selections => Detection.Children.Where(child => child.Key.ToString() != "condition")
        .ToDictionary(child => child.Key.ToString(), child => child.Value);

    public string Condition => Detection["condition"].ToString();

    /// <summary>The names of the fields that the rule looks at.</summary>
    public IEnumerable<string> Fields => IsCorrelation
        ? Texts(Correlation["group-by"])
        : Selections.Values.SelectMany(Maps).SelectMany(map => map.Children.Keys).Select(key => key.ToString().Split('|')[0]);

    public string Text(string key) => ((YamlScalarNode)Root[key]).Value!;

    public static IEnumerable<string> Texts(YamlNode node) => node is YamlSequenceNode list ? list.Select(item => item.ToString()) : [node.ToString()];

    /// <summary>Whether the rule, which is no correlation, fires on the event.</summary>
    public bool Fires(ILookup<string, string> fields) =>
        new SigmaCondition(Condition, Selections.ToDictionary(selection => selection.Key, selection => Maps(selection.Value).Any(map => Matches(map, fields)))).Evaluate();

    /// <summary>Whether so many events that the rule counts come within its time.</summary>
    /// <param name="counted">Times and fields of the events on which the rule that it names fires.</param>
    public bool FiresOn(IEnumerable<(DateTimeOffset Time, ILookup<string, string> Fields)> counted)
    {
        var least = int.Parse(((YamlMappingNode)Correlation["condition"])["gte"].ToString(), CultureInfo.InvariantCulture);
        var span = Span(Correlation["timespan"].ToString());
        var groupBy = Texts(Correlation["group-by"]).ToList();
        return counted.GroupBy(item => string.Join('\n', groupBy.Select(field => item.Fields[field].FirstOrDefault())))
            .Select(group => group.Select(item => item.Time).Order().ToList())
            .Any(times => Enumerable.Range(0, Math.Max(0, times.Count - least + 1)).Any(first => times[first + least - 1] - times[first] <= span));
    }

    private static IEnumerable<YamlMappingNode> Maps(YamlNode selection) =>
        selection is YamlSequenceNode list ? list.Cast<YamlMappingNode>() : [(YamlMappingNode)selection];

    private static bool Matches(YamlMappingNode map, ILookup<string, string> fields) => map.All(member =>
    {
        var parts = member.Key.ToString().Split('|');
        return Texts(member.Value).Any(wanted => fields[parts[0]].Any(value => Matches(value, wanted, parts.ElementAtOrDefault(1))));
    });

    private static bool Matches(string value, string wanted, string? modifier) => modifier switch
    {
        null => Regex.IsMatch(value, $"^{Regex.Escape(wanted).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase | RegexOptions.Singleline),
        "contains" => value.Contains(wanted, StringComparison.OrdinalIgnoreCase),
        "startswith" => value.StartsWith(wanted, StringComparison.OrdinalIgnoreCase),
        "endswith" => value.EndsWith(wanted, StringComparison.OrdinalIgnoreCase),
        "re" => Regex.IsMatch(value, wanted),
        _ => throw new NotSupportedException($"The modifier {modifier} is none that is known here."),
    };

    private static TimeSpan Span(string text) => text[^1] switch
    {
        's' => TimeSpan.FromSeconds(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
        'm' => TimeSpan.FromMinutes(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
        'h' => TimeSpan.FromHours(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"{text} is no time span of Sigma."),
    };

    private static List<YamlDocument> Read(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(file);
        stream.Load(reader);
        return [.. stream.Documents];
    }
}
