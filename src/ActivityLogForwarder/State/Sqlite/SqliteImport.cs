using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>Writes the pieces of a state into a file that holds none, inside a transaction that the caller has begun.</summary>
internal sealed class SqliteImport(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _lane = new(connection, "INSERT INTO lanes (contract, sink, cursor, delivered) VALUES (?1, ?2, ?3, ?4) RETURNING id");
    private readonly SqliteStatement _covered = new(connection, "INSERT INTO covered (lane, start, stop) VALUES (?1, ?2, ?3)");
    private readonly SqliteStatement _gap = new(connection, "INSERT INTO gaps (lane, start, stop) VALUES (?1, ?2, ?3)");
    private readonly SqliteStatement _explained = new(connection, "INSERT INTO explained (lane, start, stop, difference) VALUES (?1, ?2, ?3, ?4)");

    private readonly SqliteStatement _hour = new(connection,
        "INSERT INTO ledger (lane, hour, delivered, dropped, dead_lettered, discarded, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    private readonly SqliteStatement _ids = new(connection, "INSERT INTO settled (lane, min_time, max_time, ids) VALUES (?1, ?2, ?3, ?4)");
    private readonly SqliteStatement _untimedIds = new(connection, "INSERT INTO settled_untimed (lane, settled_at, ids) VALUES (?1, ?2, ?3)");

    private readonly SqliteStatement _letter = new(connection, """
        INSERT INTO dead_letters (number, lane, event_id, event_time, set_aside_at, reason, payload, counted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """);

    private readonly SqliteStatement _job = new(connection,
        "INSERT INTO jobs (number, kind, arguments, status, progress) VALUES (?1, ?2, ?3, ?4, ?5)");

    /// <summary>Whether the file holds anything that an import would mix with.</summary>
    public static bool IsEmpty(SqliteConnection connection) =>
        SqliteFiles.Scalar(connection, "SELECT (SELECT count(*) FROM lanes) + (SELECT count(*) FROM jobs WHERE status NOT IN ('Done', 'Failed'))") == 0;

    public void Write(IEnumerable<StateRecord> records)
    {
        SqliteFiles.Execute(connection, "DELETE FROM jobs");
        var lane = 0L;
        foreach (var record in records)
        {
            if (record is StateRecord.Lane begun)
                lane = Begin(begun);
            else
                Write(lane, record);
        }
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_lane, _covered, _gap, _explained, _hour, _ids, _untimedIds, _letter, _job])
            statement.Dispose();
    }

    private long Begin(StateRecord.Lane lane)
    {
        using var row = _lane.Query(lane.Key.Contract, lane.Key.Sink, StoredTime.Seconds(lane.Cursor), lane.Delivered);
        row.Read();
        return row.GetInt64(0);
    }

    private void Write(long lane, StateRecord record)
    {
        switch (record)
        {
            case StateRecord.Covered { Window: var window }:
                _covered.Execute(lane, StoredTime.Seconds(window.Start), StoredTime.Seconds(window.End));
                break;
            case StateRecord.OpenGap { Window: var window }:
                _gap.Execute(lane, StoredTime.Seconds(window.Start), StoredTime.Seconds(window.End));
                break;
            case StateRecord.Explained { Difference: var explained }:
                _explained.Execute(lane, StoredTime.Seconds(explained.Window.Start), StoredTime.Seconds(explained.Window.End), explained.Difference);
                break;
            case StateRecord.Hour { Row: var row }:
                var digest = new byte[SettledIds.KeySize];
                row.Digest.Write(digest);
                _hour.Execute(lane, StoredTime.Seconds(row.Hour), row.Delivered, row.Dropped, row.DeadLettered, row.Discarded, digest);
                break;
            case StateRecord.Ids ids:
                _ids.Execute(lane, StoredTime.Seconds(ids.Earliest), StoredTime.Seconds(ids.Latest), ids.Keys);
                break;
            case StateRecord.UntimedIds ids:
                _untimedIds.Execute(lane, StoredTime.Seconds(ids.SettledAt), ids.Keys);
                break;
            case StateRecord.Letter { DeadLetter: var letter }:
                _letter.Execute(
                    letter.Number, lane, letter.EventId, letter.EventTime.Ticks, letter.SetAsideAt.Ticks, letter.Reason, letter.Payload!, letter.IsCounted ? 1L : 0L);
                break;
            case StateRecord.UnfinishedJob { Job: var job }:
                _job.Execute(job.Number, job.Kind.ToString(), job.Arguments, job.Status.ToString(), job.Progress);
                break;
        }
    }
}
