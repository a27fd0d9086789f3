using System.Runtime.CompilerServices;

namespace ActivityLogForwarder.Tests.Mappers;

/// <summary>The cases under <c>testcases/mapping</c>: an input beside what each format makes of it.</summary>
internal static class Golden
{
    private static readonly string Root = Path.Combine(Path.GetDirectoryName(Here())!, "..", "testcases", "mapping");

    public static IEnumerable<string> Cases => Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public static string InputOf(string name) => Path.Combine(Root, name, "input.json");

    public static string ExpectedOf(string name, string format) => Path.Combine(Root, name, $"expected.{format}");

    public static IEnumerable<string> FilesOf(string name) => Directory.EnumerateFiles(Path.Combine(Root, name)).Select(path => Path.GetFileName(path)!);

    private static string Here([CallerFilePath] string path = "") => path;
}
