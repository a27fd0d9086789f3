using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>Whether the files could be written, found out without creating any.</summary>
internal static class FileCheck
{
    /// <exception cref="SinkException">They could not.</exception>
    public static void Run(Template template)
    {
        var path = Path.GetFullPath(template.Text);
        FileFailures.Attempt(path, () =>
        {
            if (System.IO.File.Exists(path))
                new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 0).Dispose();
            else if (Directory.Exists(path) || !MayCreateBelow(path))
                throw new UnauthorizedAccessException();
        });
    }

    // Folders that are missing, those with a placeholder among them, are made as they are needed.
    private static bool MayCreateBelow(string path)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !Directory.Exists(folder))
        {
            if (System.IO.File.Exists(folder))
                return false;
            folder = Path.GetDirectoryName(folder);
        }

        return folder is not null && Posix.MayCreateIn(folder);
    }
}
