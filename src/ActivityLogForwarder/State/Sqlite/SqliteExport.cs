using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>Reads a whole state in the order of <see cref="StateRecord"/>, as the instant of the first read shows it.</summary>
internal static class SqliteExport
{
    // With the index's own order, nothing has to be sorted or held.
    private const string Segments = "SELECT min_time, max_time, ids FROM settled WHERE lane = ?1 ORDER BY max_time, min_time, seq";

    /// <param name="connection">One that reads, which nobody else uses meanwhile.</param>
    public static IEnumerable<StateRecord> Read(SqliteConnection connection)
    {
        SqliteFiles.Execute(connection, "BEGIN");
        foreach (var (id, lane) in Rows(
            connection, "SELECT id, contract, sink, cursor, delivered FROM lanes ORDER BY contract, sink",
            row => (row.GetInt64(0), new StateRecord.Lane(new LaneKey(row.GetString(1), row.GetString(2)), Time(row, 3), row.GetInt64(4)))))
        {
            yield return lane;
            foreach (var record in ReadLane(connection, id, lane.Key))
                yield return record;
        }

        foreach (var job in SqliteReader.ReadJobs(connection).Where(job => !job.IsFinished))
            yield return new StateRecord.UnfinishedJob(job);
        SqliteFiles.Execute(connection, "COMMIT");
    }

    private static IEnumerable<StateRecord> ReadLane(SqliteConnection connection, long id, LaneKey lane) =>
        Rows(connection, "SELECT start, stop FROM covered WHERE lane = ?1 ORDER BY start", row => (StateRecord)new StateRecord.Covered(Span(row)), id)
        .Concat(Rows(connection, "SELECT start, stop FROM gaps WHERE lane = ?1 ORDER BY start", row => new StateRecord.OpenGap(Span(row)), id))
        .Concat(Rows(
            connection, "SELECT start, stop, difference FROM explained WHERE lane = ?1 ORDER BY start",
            row => new StateRecord.Explained(new ExplainedDifference(Span(row), row.GetInt64(2))), id))
        .Concat(Rows(
            connection, "SELECT hour, delivered, dropped, dead_lettered, discarded, digest FROM ledger WHERE lane = ?1 ORDER BY hour",
            row => new StateRecord.Hour(new LedgerRow(
                Time(row, 0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4),
                EventKey.Read(row.GetBlob(5)))), id))
        .Concat(Rows(connection, Segments, row => new StateRecord.Ids(Time(row, 0), Time(row, 1), row.GetBlob(2).ToArray()), id))
        .Concat(Rows(
            connection, "SELECT settled_at, ids FROM settled_untimed WHERE lane = ?1 ORDER BY settled_at, seq",
            row => new StateRecord.UntimedIds(Time(row, 0), row.GetBlob(1).ToArray()), id))
        .Concat(Rows(
            connection, "SELECT number, event_id, event_time, set_aside_at, reason, payload, counted FROM dead_letters WHERE lane = ?1 ORDER BY number",
            row => new StateRecord.Letter(new DeadLetter(
                lane, row.GetString(1), new DateTime(row.GetInt64(2), DateTimeKind.Utc), new DateTime(row.GetInt64(3), DateTimeKind.Utc),
                row.GetString(4), row.GetBlob(5).ToArray())
            {
                Number = row.GetInt64(0),
                IsCounted = row.GetInt64(6) != 0,
            }), id));

    private static IEnumerable<T> Rows<T>(SqliteConnection connection, string sql, Func<SqliteRows, T> read, params SqliteValue[] values)
    {
        using var statement = new SqliteStatement(connection, sql);
        using var rows = statement.Query(values);
        while (rows.Read())
            yield return read(rows);
    }

    private static DateTime Time(SqliteRows row, int column) => StoredTime.FromSeconds(row.GetInt64(column));

    private static Window Span(SqliteRows row) => new(Time(row, 0), Time(row, 1));
}
