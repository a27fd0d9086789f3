namespace ActivityLogForwarder.Tests.Configuration;

/// <summary>Where the sources of this test lie.</summary>
internal static class RepositoryFolder
{
    public static readonly string Root = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static readonly string TestCases = Path.Combine(Root, "tests", "ActivityLogForwarder.Tests", "testcases", "configuration");

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new InvalidOperationException("The tests do not run inside the repository.")
        : File.Exists(Path.Combine(folder.FullName, "ActivityLogForwarder.sln")) ? folder.FullName
        : Find(folder.Parent);
}
