using System.Text;

namespace ActivityLogForwarder.Tests.Sinks.File;

/// <summary>A folder of a test's own, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("alf-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The file's lines; fails where the last one is torn.</summary>
    public static IReadOnlyList<string> Lines(string file)
    {
        var text = Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(file));
        Assert.True(text.Length == 0 || text[^1] == '\n', "The last line is torn.");
        return text.Split('\n')[..^1];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
