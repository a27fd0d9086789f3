using System.Reflection;
using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Architecture;

/// <summary>The arrows of the house: Core → nothing; a slice → Core and Transport; Composition and Commands → all.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>An empty catch of everything.</summary>
    internal const string SwallowsAll = @"\bcatch\s*(?:\(\s*(?:System\.)?Exception\b[^)]*\)\s*(?:when\b[^{;]*)?)?\{\s*\}";

    /// <summary>An empty catch in which not even a comment stands.</summary>
    internal const string SwallowsSilently = @"\bcatch\b[^{;]*\{\s*\}";

    private static readonly string[] KnowAll = ["", "Commands", "Composition"];
    private static readonly SourceTree Forwarder = SourceTree.Of("ActivityLogForwarder");
    private static readonly SourceTree Simulator = SourceTree.Of("ActivityLogForwarder.Simulator");

    [Fact]
    public void Every_arrow_points_the_way_the_house_is_built() =>
        Assert.Empty(Forwarder.Files
            .Where(file => !KnowAll.Contains(file.Slice))
            .SelectMany(file => Forwarder.References(file).Where(to => !MayKnow(file.Slice, to)).Select(to => $"{file.Path} → {to}")));

    [Fact]
    public void Configuration_knows_nothing_of_the_source_but_its_options()
    {
        var source = Forwarder.TypesOf("Source");
        Assert.Empty(Forwarder.Files
            .Where(file => file.Slice == "Configuration" && Forwarder.References(file).Contains("Source"))
            .SelectMany(file => file.Identifiers
                .Where(name => source.Contains(name) && !name.EndsWith("Options", StringComparison.Ordinal))
                .Select(name => $"{file.Path} uses {name}")));
    }

    [Fact]
    public void A_namespace_belongs_to_one_part_of_the_house()
    {
        Assert.Empty(Forwarder.Files.Where(file => file.Slice.Length > 0)
            .Where(file => !$"{file.Namespace}.".StartsWith($"ActivityLogForwarder.{file.Slice.Split('/')[0]}.", StringComparison.Ordinal))
            .Select(file => $"{file.Path} declares {file.Namespace}"));
        Assert.Empty(Forwarder.Files.Where(file => file.Namespace.Length > 0).GroupBy(file => file.Namespace)
            .Where(group => group.Select(file => file.Slice).Distinct().Count() > 1)
            .Select(group => group.Key));
    }

    [Fact]
    public void No_using_reaches_over_the_whole_project() =>
        Assert.Empty(All(@"\bglobal\s+using\s+(?:static\s+)?ActivityLogForwarder\b"));

    [Fact]
    public void The_simulator_knows_nothing_of_the_forwarder()
    {
        Assert.Empty(Simulator.Files.Where(file => ForwarderName().IsMatch(file.Code)).Select(file => file.Path));
        Assert.DoesNotContain(
            Assembly.Load("ActivityLogForwarder.Simulator").GetReferencedAssemblies(), name => name.Name == "ActivityLogForwarder");
    }

    [Theory]
    [InlineData(@"\bDateTime(?:Offset)?\s*\.\s*(?:Now|UtcNow|Today)\b", "time comes from TimeProvider")]
    [InlineData(@"\.\s*Result\b(?!\s*[=(<])", "a task is awaited")]
    [InlineData(@"\bThread\s*\.\s*Sleep\b", "a delay is awaited")]
    [InlineData(SwallowsAll, "an empty catch names the one error that it expects")]
    public void Banned_code_is_nowhere(string pattern, string rule) => Assert.True(!All(pattern).Any(), Report(pattern, rule));

    [Fact]
    public void An_empty_catch_says_why() =>
        Assert.Empty(Forwarder.Files.Concat(Simulator.Files).Where(file => Regex.IsMatch(file.Text, SwallowsSilently)).Select(file => file.Path));

    [Fact]
    public void Only_what_speaks_to_people_writes_to_the_console()
    {
        string[] speak = [.. KnowAll, "Operations", "Sinks/Stdout"];
        Assert.Empty(All(@"\bConsole\s*\.\s*(?:Write|Out\b|Error\b|OpenStandard)")
            .Where(hit => !speak.Contains(hit.Slice)).Select(hit => hit.Path));
    }

    [Fact]
    public void The_house_has_been_found() =>
        Assert.Superset(new HashSet<string> { "Core", "Operations", "Transport" }, Forwarder.Files.Select(file => file.Slice).ToHashSet());

    private static bool MayKnow(string from, string to) => (from, to) switch
    {
        ("Core", _) => false,
        ("Transport", "Core") => true,
        ("Transport", _) => false,
        (_, "Core" or "Transport") => true,
        ("Configuration", "Source") => true,
        // What all sinks share stands in the folder of the sinks, beside theirs.
        (_, "Sinks") => from.StartsWith("Sinks/", StringComparison.Ordinal),
        _ => false,
    };

    private static IEnumerable<SourceFile> All(string pattern) =>
        Forwarder.Files.Concat(Simulator.Files).Where(file => Regex.IsMatch(file.Code, pattern));

    private static string Report(string pattern, string rule) =>
        $"{rule}: {string.Join(", ", All(pattern).Select(file => file.Path))}";

    [GeneratedRegex(@"\bActivityLogForwarder\s*\.\s*(?!Simulator\b)[A-Z]")]
    private static partial Regex ForwarderName();
}
