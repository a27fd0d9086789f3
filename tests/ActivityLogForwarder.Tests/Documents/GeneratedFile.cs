using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>A file of the repository that the program's own description yields. <c>UPDATE_GOLDEN=1</c> writes it anew.</summary>
internal static class GeneratedFile
{
    public static void Check(string path, string expected)
    {
        var file = Path.Combine(RepositoryFolder.Root, path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(file, expected);
        Assert.True(File.Exists(file) && File.ReadAllText(file) == expected, $"{path} is stale: run the tests once with UPDATE_GOLDEN=1 and look at what changed.");
    }
}
