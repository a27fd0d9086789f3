using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>The calls on files and folders that the framework has not.</summary>
internal static partial class Posix
{
    private const int CanWriteAndSearch = 2 | 1;

    // POSIX_FADV_DONTNEED of Linux on x64 and ARM.
    private const int DoNotNeed = 4;

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

    /// <summary>
    /// Tells the system that a part of a file will not be read soon (<c>posix_fadvise</c>). A hint: where there is no such call, or it fails,
    /// the system decides for itself as ever.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the part begins, in bytes.</param>
    /// <param name="length">Its length in bytes, above 0.</param>
    public static void DropFromCache(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux())
            _ = Advise(file, (nint)offset, (nint)length, DoNotNeed);
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, nint offset, nint length, int advice);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
