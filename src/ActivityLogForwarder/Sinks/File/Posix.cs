using System.Runtime.InteropServices;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>The calls on folders that the framework has not.</summary>
internal static partial class Posix
{
    private const int CanWriteAndSearch = 2 | 1;

    /// <summary>
    /// Makes names created or changed in the folder durable. Best effort: some file systems refuse it and need it not.
    /// </summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
            return;
        _ = Fsync(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>Whether files may be created in the folder.</summary>
    public static bool MayCreateIn(string folder) => OperatingSystem.IsWindows() || Access(folder, CanWriteAndSearch) == 0;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
