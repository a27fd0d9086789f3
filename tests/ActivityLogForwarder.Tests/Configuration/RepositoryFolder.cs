using ActivityLogForwarder.Configuration.Sections;

namespace ActivityLogForwarder.Tests.Configuration;

/// <summary>Where the sources of this test lie.</summary>
internal static class RepositoryFolder
{
    /// <summary>What a case expects only where the optional adapters are built in.</summary>
    public const string WithAdapters = "expected-with-adapters.err";

    public static readonly string Root = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static readonly string TestCases = Path.Combine(Root, "tests", "ActivityLogForwarder.Tests", "testcases", "configuration");

    /// <summary>The file of the errors and warnings that this build is to find in a case.</summary>
    public static string Expected(string folder)
    {
        var withAdapters = Path.Combine(folder, WithAdapters);
        return OptionalAdapters.ArePresent && File.Exists(withAdapters) ? withAdapters : Path.Combine(folder, "expected.err");
    }

    private static string Find(DirectoryInfo? folder) =>
        folder is null ? throw new InvalidOperationException("The tests do not run inside the repository.")
        : File.Exists(Path.Combine(folder.FullName, "ActivityLogForwarder.sln")) ? folder.FullName
        : Find(folder.Parent);
}
