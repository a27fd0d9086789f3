using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>The place where a state file is to be, before anything is opened there.</summary>
internal static class StateFolder
{
    /// <summary>Owner only: a state holds whole events among its dead letters.</summary>
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string MountInfo = "/proc/self/mountinfo";
    private const int MaxLinks = 40;

    /// <summary>
    /// Makes the folder where it is missing. Returns the full path without links, so that one file has one lock.
    /// </summary>
    /// <exception cref="StateException">The path is a folder, its folder cannot be made, or is on a network.</exception>
    public static string Prepare(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? full;
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, FileMode | UnixFileMode.UserExecute);
            full = Resolve(full);
            if (File.Exists(MountInfo) && NetworkFileSystem.TypeOf(File.ReadAllText(MountInfo), full) is { } type)
            {
                throw new StateException(
                    $"The state {full} would be on a network file system ({type}), where locks do not hold: set state.path to a local disk.");
            }

            return full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateException(
                $"The folder of the state {full} cannot be made or read: make it writable for this user, or set state.path to one that is.", e);
        }
    }

    /// <summary>The full path without links, of a state that must exist.</summary>
    /// <exception cref="StateException">It does not, or is a folder.</exception>
    public static string Find(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            full = Resolve(full);
        }
        catch (IOException e)
        {
            throw new StateException($"The state {full} cannot be found: mend the link, or set state.path to a file.", e);
        }

        RefuseMissing(full);
        return full;
    }

    /// <exception cref="StateException">The path leads to a folder, to nothing, or to no bytes.</exception>
    public static void RefuseMissing(string full)
    {
        RefuseFolder(full);
        if (!File.Exists(full))
        {
            throw new StateException(
                $"There is no state {full}: restore it, set state.path to where it is, or let `run` begin one with state.expectExisting false.");
        }

        if (new FileInfo(full).Length == 0)
        {
            throw new StateException(
                $"The state {full} is an empty file, as a crash of the file system may leave it: restore it, or move it away to begin anew.");
        }
    }

    /// <summary>What to say of a state in which nothing has begun, where there must be one.</summary>
    public static StateException Empty(string full) => new(
        $"The state {full} is empty, and state.expectExisting is true: restore it, or set that to false to begin at source.startFrom.");

    private static void RefuseFolder(string full)
    {
        if (Directory.Exists(full))
            throw new StateException($"The state {full} is a folder: set state.path to a file in it.");
    }

    private static string Resolve(string full, int links = MaxLinks)
    {
        var resolved = Path.GetPathRoot(full)!;
        foreach (var name in full[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var entry = new FileInfo(Path.Combine(resolved, name));
            if (entry.LinkTarget is { } target)
            {
                if (links-- == 0)
                    throw new IOException($"Too many links lead to {full}.");
                resolved = Resolve(Path.GetFullPath(target, resolved), links);
            }
            else
            {
                resolved = entry.FullName;
            }
        }

        return resolved;
    }
}
