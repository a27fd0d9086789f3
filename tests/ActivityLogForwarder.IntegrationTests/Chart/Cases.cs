namespace ActivityLogForwarder.IntegrationTests.Chart;

/// <summary>The files of values, each a folder of <c>testcases/chart</c> with what the chart becomes with them.</summary>
internal static class Cases
{
    public static readonly string Repository = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static readonly string Folder = Path.Combine(Repository, "tests", "ActivityLogForwarder.IntegrationTests", "testcases", "chart");

    public static TheoryData<string> All => [.. Directory.EnumerateDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    public static string Values(string name) => Path.Combine(Folder, name, "values.yaml");

    public static string Expected(string name) => Path.Combine(Folder, name, "expected.yaml");

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new InvalidOperationException("The tests do not run inside the repository.")
        : File.Exists(Path.Combine(folder.FullName, "ActivityLogForwarder.sln")) ? folder.FullName
        : Find(folder.Parent);
}
