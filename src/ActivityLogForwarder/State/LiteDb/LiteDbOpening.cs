using ActivityLogForwarder.Core;
using LiteDB;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>Takes a LiteDB state: looks at it, locks it, makes it where it is missing.</summary>
internal static class LiteDbOpening
{
    // Where LiteDB's header has its name.
    private const int MarkAt = 32;

    private static ReadOnlySpan<byte> Mark => "** This is a LiteDB file **"u8;

    /// <returns>The lock, the file, and whether it was made.</returns>
    /// <exception cref="StateException">The state cannot be used; it is as it was.</exception>
    public static (StateLock Held, LiteDbFile File, bool IsNew) Open(string path, TimeProvider clock)
    {
        if (Path.Exists(path))
            Look(path);
        var held = StateLock.Take(path, clock);
        LiteDbFile? file = null;
        try
        {
            var isNew = !Path.Exists(path);
            if (isNew)
                Create(path);
            else if (new FileInfo(path).IsReadOnly)
                throw new StateException($"The state {path} is read-only: make it and its folder writable for this user.");
            file = new LiteDbFile(path);
            var version = file.Find(LiteDbKeys.Meta)?["version"].AsInt32 ?? throw Foreign(path);
            if (version > LiteDbFile.Version)
                throw new StateException($"The state {path} has version {version} and this program knows versions up to {LiteDbFile.Version}: use the program that wrote it, or a newer one.");
            return (held, file, isNew);
        }
        catch (Exception e)
        {
            file?.Dispose();
            held.Dispose();
            throw e switch
            {
                StateException => e,
                IOException or UnauthorizedAccessException => new StateException(
                    $"The state {path} cannot be made or opened: make it and its folder writable for this user, with room on the disk.", e),
                _ => Explain(e, path),
            };
        }
    }

    /// <summary>Says what to do where a <c>run</c> has the state.</summary>
    public static T OpenShared<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (StateException exception) when (exception.IsHeld)
        {
            throw InUse(path, exception);
        }
    }

    /// <summary>A LiteDB state is not shared between processes.</summary>
    public static StateException InUse(string path, Exception? cause = null) => new(
        $"The state {path} is in use by a run, and state.store litedb is not shared: stop the run first, or go over to sqlite with `state export` and `state import`.", cause)
    { IsHeld = true };

    /// <summary>What a failure to read means for whoever runs the program. A damaged page makes LiteDB stumble in many ways.</summary>
    public static StateException Explain(Exception exception, string path) =>
        exception is LiteException { ErrorCode: LiteException.INVALID_DATABASE } ? Foreign(path, exception) : Corrupt(path, exception);

    private static void Look(string path)
    {
        StateFolder.RefuseMissing(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Span<byte> head = stackalloc byte[MarkAt + 27];
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head[MarkAt..].SequenceEqual(Mark))
                throw Foreign(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateException($"The state {path} cannot be opened: make it and its folder readable and writable for this user.", e);
        }
    }

    // It gets its name only when it is whole.
    private static void Create(string path)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        File.Delete(LiteDbFile.LogOf(unfinished));
        using (var file = new LiteDbFile(unfinished))
            file.Put(LiteDbKeys.Meta, new BsonDocument { ["version"] = LiteDbFile.Version, ["next"] = 1L });
        File.Delete(LiteDbFile.LogOf(unfinished));
        // A log without its file belongs to one that is gone.
        File.Delete(LiteDbFile.LogOf(path));
        File.Move(unfinished, path);
    }

    private static StateException Foreign(string path, Exception? cause = null) => new(
        $"The file {path} is no state of this program in LiteDB: set state.path to another file, or state.store to what wrote it.", cause);

    private static StateException Corrupt(string path, Exception cause) => new(
        $"The state {path} is corrupt ({cause.GetType().Name}): restore it from a backup, or move it away to begin anew at source.startFrom.", cause);
}
