namespace ActivityLogForwarder.Sinks.File;

/// <summary>The folders that files stand in.</summary>
internal static class Folders
{
    /// <summary>Creates the folder and those above it that are missing, for the user alone (0700), durably.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is not null)
            Create(parent);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (parent is not null)
            Posix.SyncFolder(parent);
    }
}
