using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>Looks for what cannot be in a sound file: pages and indexes that do not fit, and rows that cannot be read.</summary>
internal static class SqliteDamage
{
    private static readonly (string Table, string[] Times, string Condition)[] Rows =
    [
        ("lanes", ["cursor"], "delivered < 0"),
        ("covered", ["start", "stop"], "stop < start"),
        ("gaps", ["start", "stop"], "stop < start"),
        ("explained", ["start", "stop"], "stop < start"),
        ("ledger", ["hour"], "length(digest) <> 16"),
        ("settled", ["min_time", "max_time"], "length(ids) % 16 <> 0 OR length(ids) = 0"),
        ("settled_untimed", ["settled_at"], "length(ids) % 16 <> 0 OR length(ids) = 0"),
        ("dead_letters", [], $"event_time NOT BETWEEN 0 AND {DateTime.MaxValue.Ticks} OR set_aside_at NOT BETWEEN 0 AND {DateTime.MaxValue.Ticks}"),
    ];

    private static readonly (string Sql, string Problem)[] Sums =
    [
        ("""
            SELECT count(*) FROM lanes WHERE dead_letters <> (SELECT count(*) FROM dead_letters WHERE lane = lanes.id)
                OR dead_letter_bytes <> (SELECT coalesce(sum(length(payload)), 0) FROM dead_letters WHERE lane = lanes.id)
            """, "the sums of the dead letters are not those of the letters"),
    ];

    public static IReadOnlyList<string> Find(SqliteConnection connection)
    {
        var found = Pages(connection);
        // What lies on broken pages is not worth a look.
        if (found.Count > 0)
            return found;
        foreach (var (table, times, condition) in Rows)
        {
            var wrong = string.Join(" OR ", times.Select(time => $"{time} NOT BETWEEN {StoredTime.Seconds(DateTime.MinValue)} AND {StoredTime.Seconds(DateTime.MaxValue)}").Prepend(condition));
            Add(found, SqliteFiles.Scalar(connection, $"SELECT count(*) FROM {table} WHERE {wrong}"), $"rows of the table {table} cannot be read");
            if (table != "lanes")
                Add(found, SqliteFiles.Scalar(connection, $"SELECT count(*) FROM {table} WHERE lane NOT IN (SELECT id FROM lanes)"), $"rows of the table {table} belong to nothing");
        }

        foreach (var (sql, problem) in Sums)
            Add(found, SqliteFiles.Scalar(connection, sql), problem);
        return found;
    }

    private static List<string> Pages(SqliteConnection connection)
    {
        var found = new List<string>();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check(20)";
        using var rows = command.ExecuteReader();
        while (rows.Read())
            found.Add(rows.GetString(0));
        return found is ["ok"] ? [] : found;
    }

    private static void Add(List<string> found, long count, string problem)
    {
        if (count > 0)
            found.Add(FormattableString.Invariant($"{problem}: {count}"));
    }
}
