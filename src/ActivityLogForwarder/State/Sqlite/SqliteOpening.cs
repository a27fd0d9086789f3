using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>Takes a state to write to it: looks at it, locks it, makes it where it is missing, brings it to the last version.</summary>
internal static class SqliteOpening
{
    /// <param name="path">As <see cref="StateFolder.Prepare"/> gives it.</param>
    /// <param name="clock">Tells the time that the lock file names.</param>
    /// <param name="migrations">The way to the last version.</param>
    /// <returns>The lock, the connection that writes, and whether the file was made.</returns>
    /// <exception cref="StateException">The state cannot be used; it is as it was.</exception>
    public static (StateLock Held, SqliteConnection Connection, bool IsNew) Open(string path, TimeProvider clock, SqliteMigrations migrations)
    {
        if (Path.Exists(path))
        {
            // Before the lock: nothing is to be left beside a file that is not ours.
            StateFolder.RefuseMissing(path);
            SqliteInspection.CheckIdentity(path, migrations);
        }

        var held = StateLock.Take(path, clock);
        SqliteConnection? connection = null;
        try
        {
            // Only under the lock is it certain that no other run has made the file meanwhile.
            var isNew = !Path.Exists(path);
            if (isNew)
                SqliteFiles.Create(path);
            else
                SqliteInspection.CheckPages(path);
            connection = OpenForWriting(path);
            migrations.Run(path, connection);
            return (held, connection, isNew);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            held.Dispose();
            throw e switch
            {
                SqliteException sqlite => SqliteInspection.Explain(sqlite, path),
                IOException or UnauthorizedAccessException => new StateException(
                    $"The state {path} cannot be made: make its folder writable for this user, with room on the disk.", e),
                _ => e,
            };
        }
    }

    // SQLite opens a file that it may not write, makes a log that it may not write either, and says so at the first commit.
    private static SqliteConnection OpenForWriting(string path)
    {
        var connection = new FileInfo(path).IsReadOnly ? null : SqliteFiles.OpenForWriting(path);
        if (connection is not null && raw.sqlite3_db_readonly(connection.Handle, "main") == 0)
            return connection;
        connection?.Dispose();
        throw new StateException($"The state {path} is read-only: make it and its folder writable for this user.");
    }
}
