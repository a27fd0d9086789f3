using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>Opens connections to a state file, each for one purpose.</summary>
internal static class SqliteFiles
{
    static SqliteFiles() => Batteries_V2.Init();

    /// <summary>The one connection that writes. What it commits is on the disk when COMMIT returns.</summary>
    public static SqliteConnection OpenForWriting(string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadWrite);
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY");
        return connection;
    }

    /// <summary>
    /// A connection that only reads, beside a writer or without one. It never changes the file, nor merges into it what
    /// a killed process has left in the log.
    /// </summary>
    public static SqliteConnection OpenForReading(string path)
    {
        try
        {
            // Beside a read-only file SQLite would leave a log that is read-only too.
            return Touched(new FileInfo(path).IsReadOnly && !HasLog(path) ? OpenUnchanging(path) : Open(path, SqliteOpenMode.ReadOnly));
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY && !HasLog(path))
        {
            // In a folder where nothing can be written nobody else writes either.
            return Touched(OpenUnchanging(path));
        }
    }

    /// <summary>
    /// For a look at a file of which it is not known yet whether it is ours: nothing is left beside it. Only while
    /// nobody writes to it.
    /// </summary>
    public static SqliteConnection OpenForInspection(string path) =>
        HasLog(path) ? Open(path, SqliteOpenMode.ReadOnly) : OpenUnchanging(path);

    /// <summary>Lets the connection's statements wait for the lock of another program, for 30 s rather than 5 s: nobody sits before them.</summary>
    public static void WaitLong(SqliteConnection connection) => raw.sqlite3_busy_timeout(connection.Handle, 30_000);

    /// <summary>Makes a state file whole, or none: it gets its name only when it is complete.</summary>
    public static void Create(string path)
    {
        var unfinished = path + ".new";
        CreateEmpty(unfinished);
        using (var connection = OpenNew(unfinished))
            Execute(connection, SqliteSchema.Create);
        File.Move(unfinished, path);
    }

    /// <summary>Makes an empty file of the owner's alone, in the place of one that is there.</summary>
    public static void CreateEmpty(string path)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = StateFolder.FileMode;
        new FileStream(path, options).Dispose();
    }

    /// <summary>A connection to a file that is being made, with the defaults of SQLite.</summary>
    public static SqliteConnection OpenNew(string path) => Open(path, SqliteOpenMode.ReadWrite);

    public static void Execute(SqliteConnection connection, string sql)
    {
        // ExecuteNonQuery would stop incremental_vacuum after its first step.
        var result = raw.sqlite3_exec(connection.Handle, sql);
        SqliteException.ThrowExceptionForRC(result, connection.Handle);
    }

    public static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    private static SqliteConnection OpenUnchanging(string path) =>
        Open("file:" + Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal) + "?immutable=1", SqliteOpenMode.ReadOnly);

    private static SqliteConnection Open(string source, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA busy_timeout = 5000");
            if (mode == SqliteOpenMode.ReadOnly)
                raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    // Opening alone reads nothing.
    private static SqliteConnection Touched(SqliteConnection connection)
    {
        try
        {
            Scalar(connection, "PRAGMA schema_version");
            WaitLong(connection);
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }
}
