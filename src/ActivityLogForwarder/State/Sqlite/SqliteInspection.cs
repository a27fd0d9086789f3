using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>Judges whether a file is a state that this program can go on with. It never changes the file.</summary>
internal static class SqliteInspection
{
    /// <summary>
    /// The largest file, in bytes, that is read whole at the start: a second or so. Of larger ones the header and the
    /// schema are looked at; damage elsewhere shows when it is read.
    /// </summary>
    private const long WholeLimit = 256 << 20;

    /// <summary>Looks at header and tables.</summary>
    /// <exception cref="StateException">It is not a state of ours, newer than this program, or unreadable.</exception>
    public static void CheckIdentity(string path, SqliteMigrations migrations)
    {
        try
        {
            using var connection = SqliteFiles.OpenForInspection(path);
            CheckIdentity(connection, path, migrations);
        }
        catch (SqliteException e)
        {
            throw Explain(e, path);
        }
    }

    /// <summary>Looks at every page of a file that is not too large for it.</summary>
    /// <exception cref="StateException">It is corrupt or unreadable.</exception>
    public static void CheckPages(string path)
    {
        if (new FileInfo(path).Length > WholeLimit)
            return;
        try
        {
            using var connection = SqliteFiles.OpenForInspection(path);
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() is not "ok")
                throw Corrupt(path, "its pages do not fit together");
        }
        catch (SqliteException e)
        {
            throw Explain(e, path);
        }
    }

    /// <summary>Looks at header and tables by a connection that is open.</summary>
    /// <exception cref="StateException">It is not a state of ours, or newer than this program.</exception>
    public static void CheckIdentity(SqliteConnection connection, string path, SqliteMigrations migrations)
    {
        if (SqliteFiles.Scalar(connection, "PRAGMA application_id") != SqliteSchema.ApplicationId)
            throw Foreign(path);
        var version = SqliteFiles.Scalar(connection, "PRAGMA user_version");
        if (version > migrations.Version)
        {
            var backup = SqliteMigrations.BackupOf(path, migrations.Version);
            throw new StateException(
                $"The state {path} has version {version} and this program knows versions up to {migrations.Version}: use the program that wrote it, or a newer one"
                + (File.Exists(backup) ? $"; {backup} is the state as it was before the change." : "."));
        }

        var names = string.Join(", ", migrations.Tables.Select(table => $"'{table}'"));
        if (version < 1
            || (version == migrations.Version
                && SqliteFiles.Scalar(connection, $"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ({names})") != migrations.Tables.Count))
            throw Corrupt(path, "tables are missing");
    }

    /// <summary>Refuses a file that this program would first have to bring to its own version.</summary>
    /// <exception cref="StateException">It is older.</exception>
    public static void RefuseOlder(SqliteConnection connection, string path, SqliteMigrations migrations)
    {
        var version = SqliteFiles.Scalar(connection, "PRAGMA user_version");
        if (version < migrations.Version)
        {
            throw new StateException(
                $"The state {path} has version {version}, which this program would first change to {migrations.Version}: start `run` once; it makes a backup before.");
        }
    }

    /// <summary>Whether the file is to blame for what went wrong in a read: SQLite refuses it, or a value in it is none that this program writes.</summary>
    public static bool IsUnreadable(Exception e) => e is SqliteException or (InvalidOperationException and not ObjectDisposedException)
        or ArgumentOutOfRangeException or FormatException or InvalidCastException or OverflowException;

    /// <summary>What a failure to read means for whoever runs the program.</summary>
    public static StateException Explain(Exception e, string path) =>
        e is SqliteException refused ? Explain(refused, path) : Corrupt(path, "it holds a value that cannot be one", e);

    private static StateException Explain(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => Foreign(path, e),
        raw.SQLITE_CORRUPT => Corrupt(path, "its pages do not fit together", e),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StateException($"The state {path} is in use by another program: end that one.", e),
        _ => new StateException($"The state {path} cannot be opened (SQLite error {e.SqliteExtendedErrorCode}): make it and its folder readable and writable for this user.", e),
    };

    private static StateException Foreign(string path, SqliteException? cause = null) => new(
        $"The file {path} is no state of this program: set state.path to another file, or move it away.", cause);

    private static StateException Corrupt(string path, string how, Exception? cause = null) => new(
        $"The state {path} is corrupt ({how}) and was left as it is: restore it from a backup, or move it away to begin anew at source.startFrom.", cause);
}
