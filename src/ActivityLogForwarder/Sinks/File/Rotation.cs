using System.Globalization;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>Sets a full file aside: <c>path</c> becomes <c>path.1</c>, that <c>path.2</c>, and so on.</summary>
internal static class Rotation
{
    /// <summary>
    /// Leaves the path free and at most <paramref name="keep"/> files set aside. Killed in between, it leaves a gap in
    /// the numbers, never an overwritten file.
    /// </summary>
    /// <exception cref="IOException">A file cannot be renamed.</exception>
    public static void Rotate(string path, int keep)
    {
        var free = 1;
        while (free < keep && System.IO.File.Exists(Aside(path, free)))
            free++;
        for (var number = free; number > 1; number--)
            System.IO.File.Move(Aside(path, number - 1), Aside(path, number), overwrite: true);
        System.IO.File.Move(path, Aside(path, 1), overwrite: true);
        Posix.SyncFolder(Path.GetDirectoryName(path)!);
    }

    private static string Aside(string path, int number) => string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
}
