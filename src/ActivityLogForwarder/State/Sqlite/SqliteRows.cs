using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>
/// The rows of a statement that is being executed, one at a time; disposing ends it, wherever it is. Columns count from 0.
/// What a column holds is converted as SQLite does.
/// </summary>
internal readonly struct SqliteRows(SqliteStatement statement, sqlite3_stmt prepared) : IDisposable
{
    /// <summary>Goes to the next row, at first to the first. Returns whether there is one; after the last it is not asked again.</summary>
    /// <exception cref="SqliteException">SQLite refuses the statement, or cannot read on.</exception>
    public bool Read() => statement.Step();

    public bool IsNull(int column) => raw.sqlite3_column_type(prepared, column) == raw.SQLITE_NULL;

    /// <exception cref="InvalidOperationException">It is NULL.</exception>
    public long GetInt64(int column)
    {
        RefuseNull(column);
        return raw.sqlite3_column_int64(prepared, column);
    }

    /// <exception cref="InvalidOperationException">It is NULL.</exception>
    public string GetString(int column)
    {
        RefuseNull(column);
        return raw.sqlite3_column_text(prepared, column).utf8_to_string();
    }

    /// <summary>The bytes in SQLite's own memory, until the next row is read or the rows are disposed.</summary>
    /// <exception cref="InvalidOperationException">It is NULL.</exception>
    public ReadOnlySpan<byte> GetBlob(int column)
    {
        RefuseNull(column);
        return raw.sqlite3_column_blob(prepared, column);
    }

    public void Dispose() => statement.Reset();

    private void RefuseNull(int column)
    {
        if (IsNull(column))
            throw new InvalidOperationException($"The column {column} is NULL.");
    }
}
