using System.Globalization;
using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>
/// The way from older schemas to that of this program. A step is never changed once it has been released: files of
/// every version are out there.
/// </summary>
/// <param name="Steps">The SQL from version n to n + 1, at n − 1.</param>
/// <param name="Tables">The tables of the last version.</param>
internal sealed record SqliteMigrations(IReadOnlyList<string> Steps, IReadOnlyList<string> Tables)
{
    /// <summary>Those of this program.</summary>
    public static readonly SqliteMigrations Current = new([], SqliteSchema.Tables);

    /// <summary>The version they lead to.</summary>
    public long Version => Steps.Count + 1;

    /// <summary>Where the state lies as it was before a program changed its version, mode 0600.</summary>
    public static string BackupOf(string path, long version) => string.Create(CultureInfo.InvariantCulture, $"{path}.v{version}.backup");

    /// <summary>
    /// Brings a file to the last version: first it is copied whole to <see cref="BackupOf"/>, then all steps are one
    /// transaction. Killed at any instant it leaves the old version or the new one.
    /// </summary>
    /// <param name="path">The file's path.</param>
    /// <param name="connection">The one that writes.</param>
    /// <exception cref="StateException">The backup could not be made; the file is as it was.</exception>
    public void Run(string path, SqliteConnection connection)
    {
        var version = SqliteFiles.Scalar(connection, "PRAGMA user_version");
        if (version >= Version)
            return;
        BackUp(path, connection, BackupOf(path, version));
        SqliteFiles.Execute(connection, "BEGIN IMMEDIATE");
        foreach (var step in Steps.Skip((int)version - 1))
            SqliteFiles.Execute(connection, step);
        SqliteFiles.Execute(connection, FormattableString.Invariant($"PRAGMA user_version = {Version}; COMMIT"));
    }

    // It gets its name only when it is whole, so that what has the name can be gone back to.
    private static void BackUp(string path, SqliteConnection connection, string backup)
    {
        var unfinished = backup + ".new";
        try
        {
            SqliteFiles.CreateEmpty(unfinished);
            using (var copy = SqliteFiles.OpenNew(unfinished))
                connection.BackupDatabase(copy);
            File.Move(unfinished, backup, overwrite: true);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StateException(
                $"The state {path} must be copied to {backup} before it is changed to this program's version, and cannot be: make room for a second file of its size there.", e);
        }
    }
}
