using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>Takes lanes away, in portions between which commits have their turn, and renames them.</summary>
internal sealed class SqliteRemoval(SqliteConnection connection)
{
    private const int Portion = 1000;

    /// <summary>
    /// Takes a portion away. Returns whether more is left. What says what the lane has covered goes first: a lane of
    /// which half is left promises nothing. The lane itself goes last: its id must not be given to another before.
    /// </summary>
    public bool Remove(LaneKey key)
    {
        if (Find(key) is not { } lane)
            return false;
        foreach (var table in (string[])["covered", "gaps", "explained", "ledger"])
            Execute($"DELETE FROM {table} WHERE lane = ?1", lane);
        if (Execute("DELETE FROM settled WHERE seq IN (SELECT seq FROM settled WHERE lane = ?1 LIMIT ?2)", lane, Portion) == Portion
            || Execute("DELETE FROM settled_untimed WHERE seq IN (SELECT seq FROM settled_untimed WHERE lane = ?1 LIMIT ?2)", lane, Portion) == Portion
            || Execute("DELETE FROM dead_letters WHERE number IN (SELECT number FROM dead_letters WHERE lane = ?1 LIMIT ?2)", lane, Portion) == Portion)
            return true;
        Execute("DELETE FROM lanes WHERE id = ?1", lane);
        return false;
    }

    /// <exception cref="ArgumentException">Both sinks have lanes.</exception>
    public void RenameSink(string from, string to)
    {
        using var find = new SqliteStatement(connection, "SELECT count(DISTINCT sink) FROM lanes WHERE sink IN (?1, ?2)");
        using (var row = find.Query(from, to))
        {
            if (row.Read() && row.GetInt64(0) > 1)
                throw new ArgumentException($"The sinks {from} and {to} both have lanes.", nameof(to));
        }

        Execute("UPDATE lanes SET sink = ?2 WHERE sink = ?1", from, to);
    }

    private long? Find(LaneKey key)
    {
        using var find = new SqliteStatement(connection, "SELECT id FROM lanes WHERE contract = ?1 AND sink = ?2");
        using var row = find.Query(key.Contract, key.Sink);
        return row.Read() ? row.GetInt64(0) : null;
    }

    private int Execute(string sql, params ReadOnlySpan<SqliteValue> values)
    {
        using var statement = new SqliteStatement(connection, sql);
        return statement.Execute(values);
    }
}
