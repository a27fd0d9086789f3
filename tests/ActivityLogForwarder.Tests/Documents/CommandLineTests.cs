using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>Every command line of the documents that starts the program is run.</summary>
public sealed partial class CommandLineTests(ReadmeFolder reader) : IClassFixture<ReadmeFolder>
{
    // What no test here starts: tests/run runs these tests; the others need tools or rights of their own.
    private static readonly string[] OtherTools = ["./tests/run", "./tests/bench/run", "dotnet run -c Release --project tests/ActivityLogForwarder.Benchmarks", "./tests/opensearch", "./.ci/run", "curl", "docker", "helm", "dotnet build", "dotnet publish", "openssl", "sudo rsyslogd"];

    // What is run in the place of what is written: other ports than the reader's, since they may be in use.
    private IReadOnlyList<(string Written, string Run)> Adapted =>
    [
        ("demo", "demo --port 0"),
        ("simulate", "simulate --port 0"),
        ("healthcheck", "healthcheck --url " + reader.Running),
        ("http://127.0.0.1:8081", reader.Api),
    ];

    // What runs until it is stopped, and how one sees that it does its work.
    private static Func<string, bool>? IsEnough(string arguments, string folder) => arguments switch
    {
        _ when arguments.StartsWith("demo", StringComparison.Ordinal) => output => output.Count(c => c == '\n') > 10,
        "simulate --port 0 --faults help" => null,
        _ when arguments.StartsWith("simulate", StringComparison.Ordinal) => output => output.Contains("Ctrl-C ends it.", StringComparison.Ordinal),
        "run --config forwarder.yaml" => _ => File.Exists(Path.Combine(folder, "data", "activities.jsonl")),
        _ => null,
    };

    public static TheoryData<string> Lines =>
        [.. Markdown.All.SelectMany(CommandLine.Of).Where(line => line.StartsProgram).Select(line => line.Text).Distinct()];

    [Fact]
    public void Every_command_line_is_known() => Assert.All(
        Markdown.All.SelectMany(CommandLine.Of).Where(line => !line.StartsProgram),
        line => Assert.Contains(OtherTools, tool => line.Text == tool || line.Text.StartsWith(tool + " ", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_command_line_works_and_shows_what_the_document_shows(string text)
    {
        // Simple enough to be run without a shell.
        Assert.DoesNotMatch(@"[|<>$;&'""\\]", text);
        var words = text.Split(CommandLine.Program, 2);
        var environment = words[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Adapt)
            .Append("ALF_SOURCE__url=" + reader.Api)
            .Select(assignment => assignment.Split('=', 2)).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
        var arguments = string.Join(' ', words[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Adapt));

        var folder = reader.Folder(isNew: text.Contains("-- run ", StringComparison.Ordinal));
        if (arguments.StartsWith("stat", StringComparison.Ordinal) || arguments.StartsWith("dead-letters", StringComparison.Ordinal))
            await BuiltProgram.RunAsync(["run", "--config", "forwarder.yaml", "--once"], folder, environment, null);
        var run = await BuiltProgram.RunAsync(arguments.Split(' '), folder, environment, IsEnough(arguments, folder));

        Assert.True(run.ExitCode == 0, $"{text}: exit code {run.ExitCode}\n{run.Errors}");
        var seen = (run.Errors + run.Output).Split('\n').Select(Pattern).ToHashSet();
        foreach (var line in Markdown.All.SelectMany(CommandLine.Of).Where(line => line.Text == text).SelectMany(line => line.Output))
            AssertShown(line, seen, run.Output);
    }

    private string Adapt(string word)
    {
        word = reader.PutSecretsInto(word);
        foreach (var (written, run) in Adapted)
            word = word == written ? run : word.Replace("=" + written, "=" + run, StringComparison.Ordinal);
        return word;
    }

    // A record is too long to be shown whole: its members must be there. Everything else is as it was, numbers and names
    // of folders aside.
    private static void AssertShown(string line, IReadOnlySet<string> seen, string output)
    {
        if (line.Contains('"', StringComparison.Ordinal))
            Assert.All(MemberName().Matches(line).Select(match => match.Value), member => Assert.Contains(member, output, StringComparison.Ordinal));
        else
            Assert.Contains(Pattern(line), seen);
    }

    private static string Pattern(string line) =>
        Spaces().Replace(Numbers().Replace(TemporaryFolder().Replace(line, "/tmp/x/"), "0"), " ").Trim();

    [GeneratedRegex("\"[@a-z_]+\":")]
    private static partial Regex MemberName();

    [GeneratedRegex(@"/tmp/[\w./-]*/")]
    private static partial Regex TemporaryFolder();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
