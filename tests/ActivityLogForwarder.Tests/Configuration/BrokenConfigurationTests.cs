using ActivityLogForwarder.Configuration;

namespace ActivityLogForwarder.Tests.Configuration;

/// <summary>
/// <c>testcases/configuration/CASE/forwarder.yaml</c>, with the variables of <c>environment</c> if that is there, has
/// the errors and warnings of <c>expected.err</c>; in builds with the optional adapters those of
/// <c>expected-with-adapters.err</c>, if that is there. With <c>UPDATE_TESTCASES=1</c> the latter is written.
/// </summary>
public sealed class BrokenConfigurationTests
{
    /// <summary>Part of every secret in the cases.</summary>
    private const string Secret = "s3cr3t";

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(RepositoryFolder.TestCases).Select(folder => Path.GetFileName(folder)).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_error_is_found_with_its_path_and_its_line(string name)
    {
        var folder = Path.Combine(RepositoryFolder.TestCases, name);
        var file = Path.Combine(folder, "forwarder.yaml");
        var result = ConfigurationFile.Read(file, Environment(folder), FakeSinkTypes.All, FakeSinkTypes.Formats, TimeProvider.System);

        var shown = string.Concat(result.Errors.Select(error => error + "\n")
            .Concat(result.Warnings.Select(warning => $"warning: {warning}\n"))).Replace(file, "forwarder.yaml", StringComparison.Ordinal);
        Assert.Equal(result.Errors.Count > 0, result.Options is null);
        Assert.DoesNotContain(Secret, shown, StringComparison.Ordinal);
        var expected = RepositoryFolder.Expected(folder);
        if (System.Environment.GetEnvironmentVariable("UPDATE_TESTCASES") == "1")
            File.WriteAllText(expected, shown);
        Assert.Equal(File.ReadAllText(expected), shown);
    }

    [Fact]
    public void There_are_many_kinds_of_broken_configuration() => Assert.True(Cases.Count >= 25);

    [Fact]
    public void Every_case_is_whole() => Assert.All(Directory.GetDirectories(RepositoryFolder.TestCases), folder =>
        Assert.Empty(Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)!)
            .Except(["forwarder.yaml", "environment", "expected.err", RepositoryFolder.WithAdapters])));

    private static Dictionary<string, string> Environment(string folder)
    {
        var file = Path.Combine(folder, "environment");
        return File.Exists(file)
            ? File.ReadLines(file).Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1])
            : [];
    }
}
