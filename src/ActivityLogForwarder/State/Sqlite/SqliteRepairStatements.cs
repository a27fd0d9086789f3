using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>
/// Writes what commands ask for now and then, inside a transaction that the writer has begun. Nothing here is worth a
/// statement that stays prepared.
/// </summary>
internal sealed class SqliteRepairStatements(SqliteConnection connection)
{
    /// <exception cref="ArgumentException">The lane was never begun.</exception>
    public void Rewind(LaneKey key, long hour)
    {
        if (Scalar("SELECT id FROM lanes WHERE contract = ?1 AND sink = ?2", key.Contract, key.Sink) is not { } lane)
            throw new ArgumentException($"The lane {key} was never begun.", nameof(key));
        Execute("DELETE FROM settled WHERE lane = ?1 AND max_time >= ?2", lane, hour);
        // What was settled before the hour began was not read in it.
        Execute("DELETE FROM settled_untimed WHERE lane = ?1 AND settled_at >= ?2", lane, hour);
        Execute("DELETE FROM ledger WHERE lane = ?1 AND hour >= ?2", lane, hour);
        Execute("UPDATE dead_letters SET counted = 0 WHERE lane = ?1 AND event_time >= ?2", lane, StoredTime.FromSeconds(hour).Ticks);
        Execute("DELETE FROM explained WHERE lane = ?1 AND stop > ?2", lane, hour);
        Execute("DELETE FROM gaps WHERE lane = ?1 AND stop > ?2", lane, hour);
        Execute("DELETE FROM covered WHERE lane = ?1 AND start >= ?2", lane, hour);
        Execute("UPDATE covered SET stop = ?2 WHERE lane = ?1 AND stop > ?2", lane, hour);
        Execute("UPDATE lanes SET cursor = ?2 WHERE id = ?1", lane, hour);
    }

    public void ResolveDeadLetter(long number, SettledAs how)
    {
        using var find = new SqliteStatement(connection, "SELECT lane, event_time, counted FROM dead_letters WHERE number = ?1");
        long lane, hour;
        bool isCounted;
        using (var row = find.Query(number))
        {
            if (!row.Read())
                return;
            (lane, hour) = (row.GetInt64(0), StoredTime.Hour(new DateTime(row.GetInt64(1), DateTimeKind.Utc)));
            isCounted = row.GetInt64(2) != 0;
        }

        var column = how == SettledAs.Delivered ? "delivered" : "discarded";
        if (isCounted)
            Execute($"UPDATE ledger SET dead_lettered = dead_lettered - 1, {column} = {column} + 1 WHERE lane = ?1 AND hour = ?2 AND dead_lettered > 0", lane, hour);
        if (how == SettledAs.Delivered)
            Execute("UPDATE lanes SET delivered = delivered + 1 WHERE id = ?1", lane);
        Execute("DELETE FROM dead_letters WHERE number = ?1", number);
    }

    public long SaveJob(Job job)
    {
        if (job.Number == 0)
        {
            Execute(
                "INSERT INTO jobs (kind, arguments, status, progress, outcome) VALUES (?1, ?2, ?3, ?4, ?5)",
                job.Kind.ToString(), job.Arguments, job.Status.ToString(), job.Progress, job.Outcome);
            return SqliteFiles.Scalar(connection, "SELECT last_insert_rowid()");
        }

        Execute("UPDATE jobs SET status = ?2, progress = ?3, outcome = ?4 WHERE number = ?1", job.Number, job.Status.ToString(), job.Progress, job.Outcome);
        // Finished jobs are kept for those who still follow them, not for ever.
        Execute("DELETE FROM jobs WHERE number < ?1 AND status IN ('Done', 'Failed')", job.Number - 100);
        return job.Number;
    }

    private void Execute(string sql, params ReadOnlySpan<SqliteValue> values)
    {
        using var statement = new SqliteStatement(connection, sql);
        statement.Execute(values);
    }

    private long? Scalar(string sql, params ReadOnlySpan<SqliteValue> values)
    {
        using var statement = new SqliteStatement(connection, sql);
        using var row = statement.Query(values);
        return row.Read() ? row.GetInt64(0) : null;
    }
}
