using Microsoft.Win32.SafeHandles;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>
/// One file of whole lines, opened when first needed and again whenever the path leads elsewhere. One caller at a
/// time.
/// </summary>
/// <param name="path">Absolute path.</param>
/// <param name="options">Flushing and rotation.</param>
internal sealed class AppendFile(string path, FileSinkOptions options) : IDisposable
{
    /// <summary>So many bytes at the file's end stay in the system's cache, for who follows the file.</summary>
    internal const long CachedBytes = 16 << 20;

    /// <summary>The cache is given back in parts of so many bytes.</summary>
    internal const long CacheStep = 4 << 20;

    private FileStream? _file;

    // What lies before it has been given back.
    private long _cachedFrom;

    /// <summary>
    /// Appends the lines, all or none, and flushes them to the disk if the options say so. After a failure the file
    /// ends where it did before, or is mended when it is opened next.
    /// </summary>
    /// <exception cref="IOException">The lines could not be written, or not flushed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written, or is a folder.</exception>
    /// <exception cref="NotSupportedException">It is no regular file.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        try
        {
            var handle = Open();
            var end = RandomAccess.GetLength(handle);
            if (options.RotateAtBytes is { } limit && end > 0 && end + lines.Length > limit)
            {
                Close();
                Rotation.Rotate(path, options.Keep);
                handle = Open();
                end = 0;
            }

            Write(handle, lines, end);
        }
        catch
        {
            Close();
            throw;
        }
    }

    public void Dispose() => Close();

    private void Write(SafeFileHandle handle, ReadOnlySpan<byte> lines, long end)
    {
        try
        {
            RandomAccess.Write(handle, lines, end);
            if (!options.Fsync)
                return;
            RandomAccess.FlushToDisk(handle);
            GiveBackCache(handle, end + lines.Length);
        }
        catch
        {
            // On a full disk a part of the lines may be there: none of them counts, so none may stay.
            TryShorten(handle, end);
            throw;
        }
    }

    // What is written once and not read again would push what others read out of the memory, and count as the container's. The
    // system drops only what is on the disk, and no block of pages of which a part is to stay: hence always from the beginning.
    private void GiveBackCache(SafeFileHandle handle, long end)
    {
        var before = end - CachedBytes;
        if (before < _cachedFrom + CacheStep)
            return;
        Posix.DropFromCache(handle, 0, before);
        _cachedFrom = before;
    }

    private static void TryShorten(SafeFileHandle handle, long end)
    {
        try
        {
            RandomAccess.SetLength(handle, end);
        }
        catch (IOException)
        {
            // What broke the write is what counts. Whole lines that stay come twice; a torn one is mended at the next opening.
        }
    }

    private SafeFileHandle Open()
    {
        if (_file is not null && IsElsewhere(_file))
            Close();
        if (_file is not null)
            return _file.SafeFileHandle;
        var isNew = !System.IO.File.Exists(path);
        if (isNew)
            Folders.Create(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, OpenOptions());
        if (!file.CanSeek)
        {
            file.Dispose();
            throw new NotSupportedException();
        }

        _file = file;
        if (isNew)
            Posix.SyncFolder(Path.GetDirectoryName(path)!);
        LastLine.Mend(file.SafeFileHandle);
        _cachedFrom = 0;
        return file.SafeFileHandle;
    }

    // Removed, or set aside by someone else: then the path names nothing, or a file of another length. Two empty files
    // cannot be told apart, hence an empty one is always opened again.
    private bool IsElsewhere(FileStream file)
    {
        var length = RandomAccess.GetLength(file.SafeFileHandle);
        var named = new FileInfo(path);
        if (named.LinkTarget is not null)
            named = named.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? named;
        return length == 0 || !named.Exists || named.Length != length;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private static FileStreamOptions OpenOptions()
    {
        var open = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return open;
    }
}
