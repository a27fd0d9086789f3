using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>
/// A statement with parameters <c>?1</c>, <c>?2</c> …, used again and again; one caller at a time. It is
/// prepared when it is used first, as the tables it names may not be known to be there before.
/// </summary>
/// <param name="connection">An open connection, disposed after the statement.</param>
/// <param name="sql">One statement of SQL.</param>
internal sealed class SqliteStatement(SqliteConnection connection, string sql) : IDisposable
{
    private sqlite3_stmt? _prepared;
    private int _parameters;

    /// <summary>Executes it and returns the number of rows changed, where it is one that changes rows.</summary>
    /// <param name="values">One for each parameter.</param>
    /// <exception cref="SqliteException">SQLite refuses it; the statement can be used again.</exception>
    public int Execute(params ReadOnlySpan<SqliteValue> values)
    {
        Bind(values);
        try
        {
            while (Step())
            {
            }

            return raw.sqlite3_changes(connection.Handle);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Its rows; to be disposed before the statement is used again.</summary>
    /// <param name="values">One for each parameter.</param>
    /// <exception cref="SqliteException">SQLite refuses a value; the statement can be used again.</exception>
    public SqliteRows Query(params ReadOnlySpan<SqliteValue> values)
    {
        Bind(values);
        return new SqliteRows(this, _prepared!);
    }

    public void Dispose()
    {
        _prepared?.Dispose();
        _prepared = null;
    }

    /// <summary>Goes to the next row. Returns whether there is one.</summary>
    /// <exception cref="SqliteException">SQLite stumbles.</exception>
    internal bool Step()
    {
        var result = raw.sqlite3_step(_prepared);
        SqliteException.ThrowExceptionForRC(result, connection.Handle);
        return result == raw.SQLITE_ROW;
    }

    /// <summary>Ends it, with the locks it holds and the memory of its values. Its result is that of the last step, which has been looked at.</summary>
    internal void Reset()
    {
        if (_prepared is null)
            return;
        _ = raw.sqlite3_reset(_prepared);
        _ = raw.sqlite3_clear_bindings(_prepared);
    }

    private void Bind(ReadOnlySpan<SqliteValue> values)
    {
        var statement = _prepared ??= Prepare();
        if (values.Length != _parameters)
            throw new InvalidOperationException($"The statement takes {_parameters} values and was given {values.Length}.");
        for (var i = 0; i < values.Length; i++)
        {
            var result = values[i].Bind(statement, i + 1);
            if (result == raw.SQLITE_OK)
                continue;
            try
            {
                SqliteException.ThrowExceptionForRC(result, connection.Handle);
            }
            finally
            {
                Reset();
            }
        }
    }

    private sqlite3_stmt Prepare()
    {
        var result = raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        SqliteException.ThrowExceptionForRC(result, connection.Handle);
        _parameters = raw.sqlite3_bind_parameter_count(statement);
        return statement;
    }
}
