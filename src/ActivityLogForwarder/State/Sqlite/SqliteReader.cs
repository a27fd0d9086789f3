using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>One connection that reads, with its prepared statements. One caller at a time.</summary>
internal sealed class SqliteReader(SqliteConnection connection) : IDisposable
{
    private const string LaneColumns = "contract, sink, cursor, start, stop FROM lanes LEFT JOIN covered ON lane = id";
    private const string ThisLane = "lane = (SELECT id FROM lanes WHERE contract = ?1 AND sink = ?2)";

    private const string JobRows = "SELECT number, kind, arguments, status, progress, outcome FROM jobs ORDER BY number";

    private const string LetterColumns =
        "number, contract, sink, event_id, event_time, set_aside_at, reason";

    private readonly SqliteStatement _lanes = new(connection, $"SELECT {LaneColumns} ORDER BY contract, sink, start");

    private readonly SqliteStatement _lane = new(connection,
        $"SELECT {LaneColumns} WHERE contract = ?1 AND sink = ?2 ORDER BY start");

    // A segment lies within one hour: none that begins before the window's end reaches beyond the hour of that end.
    private readonly SqliteStatement _settled = new(connection,
        $"SELECT ids FROM settled WHERE {ThisLane} AND max_time >= ?3 AND max_time < ?5 AND min_time < ?4");

    private readonly SqliteStatement _untimed = new(connection, $"SELECT ids FROM settled_untimed WHERE {ThisLane}");

    private readonly SqliteStatement _ledger = new(connection, $"""
        SELECT hour, delivered, dropped, dead_lettered, discarded, digest FROM ledger
        WHERE {ThisLane} AND hour >= ?3 AND hour < ?4 ORDER BY hour
        """);

    private readonly SqliteStatement _totals = new(connection,
        "SELECT contract, sink, delivered, dead_letters FROM lanes ORDER BY contract, sink");

    private readonly SqliteStatement _reports = new(connection,
        "SELECT contract, sink, held, last_error, last_error_at FROM lanes WHERE last_error IS NOT NULL OR held");

    private readonly SqliteStatement _gaps = new(connection,
        "SELECT contract, sink, start, stop FROM gaps JOIN lanes ON id = lane ORDER BY contract, sink, start");

    private readonly SqliteStatement _explained = new(connection,
        $"SELECT start, stop, difference FROM explained WHERE {ThisLane} AND start >= ?3 AND stop <= ?4 ORDER BY start");

    private readonly SqliteStatement _jobs = new(connection, JobRows);

    private readonly SqliteStatement _letters = new(connection,
        $"SELECT {LetterColumns} FROM dead_letters JOIN lanes ON id = lane ORDER BY number");

    private readonly SqliteStatement _letter = new(connection,
        $"SELECT {LetterColumns}, payload FROM dead_letters JOIN lanes ON id = lane WHERE number = ?1");

    public SqliteConnection Connection => connection;

    public IReadOnlyList<LaneState> Lanes()
    {
        using var rows = _lanes.Query();
        return ReadLanes(rows);
    }

    public LaneState? Find(LaneKey lane)
    {
        using var rows = _lane.Query(lane.Contract, lane.Sink);
        return ReadLanes(rows).SingleOrDefault();
    }

    public void LoadSettled(LaneKey lane, Window window, SettledIds into)
    {
        if (!window.IsEmpty)
        {
            var end = StoredTime.Seconds(window.End);
            var endOfHour = StoredTime.Hour(window.End.AddTicks(-1)) + StoredTime.SecondsPerHour;
            using var timed = _settled.Query(lane.Contract, lane.Sink, StoredTime.Seconds(window.Start), end, endOfHour);
            AddSegments(timed, into);
        }

        using var untimed = _untimed.Query(lane.Contract, lane.Sink);
        AddSegments(untimed, into);
    }

    public IReadOnlyList<LedgerRow> Ledger(LaneKey lane, Window window)
    {
        if (window.IsEmpty)
            return [];
        var result = new List<LedgerRow>();
        using var rows = _ledger.Query(lane.Contract, lane.Sink, StoredTime.Hour(window.Start), StoredTime.Seconds(window.End));
        while (rows.Read())
        {
            result.Add(new LedgerRow(
                StoredTime.FromSeconds(rows.GetInt64(0)), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4),
                EventKey.Read(rows.GetBlob(5))));
        }

        return result;
    }

    public IReadOnlyList<LaneTotals> Totals()
    {
        var result = new List<LaneTotals>();
        using var rows = _totals.Query();
        while (rows.Read())
            result.Add(new LaneTotals(new LaneKey(rows.GetString(0), rows.GetString(1)), rows.GetInt64(2), rows.GetInt64(3)));
        return result;
    }

    public IReadOnlyDictionary<LaneKey, LaneReport> Reports()
    {
        var result = new Dictionary<LaneKey, LaneReport>();
        using var rows = _reports.Query();
        while (rows.Read())
        {
            result[new LaneKey(rows.GetString(0), rows.GetString(1))] = new LaneReport(
                rows.GetInt64(2) != 0, rows.IsNull(3) ? null : rows.GetString(3),
                rows.IsNull(4) ? null : new DateTime(rows.GetInt64(4), DateTimeKind.Utc));
        }

        return result;
    }

    public IReadOnlyList<Gap> Gaps()
    {
        var result = new List<Gap>();
        using var rows = _gaps.Query();
        while (rows.Read())
            result.Add(new Gap(new LaneKey(rows.GetString(0), rows.GetString(1)), ReadWindow(rows, 2)));
        return result;
    }

    public IReadOnlyList<ExplainedDifference> Explained(LaneKey lane, Window window)
    {
        var result = new List<ExplainedDifference>();
        using var rows = _explained.Query(lane.Contract, lane.Sink, StoredTime.Seconds(window.Start), StoredTime.Seconds(window.End));
        while (rows.Read())
            result.Add(new ExplainedDifference(ReadWindow(rows, 0), rows.GetInt64(2)));
        return result;
    }

    public IReadOnlyList<Job> Jobs() => ReadJobs(_jobs);

    /// <summary>All jobs, by a connection of any kind.</summary>
    public static IReadOnlyList<Job> ReadJobs(SqliteConnection connection)
    {
        using var statement = new SqliteStatement(connection, JobRows);
        return ReadJobs(statement);
    }

    public long DeadLetterBytes() => SqliteFiles.Scalar(connection, "SELECT coalesce(sum(dead_letter_bytes), 0) FROM lanes");

    public IReadOnlyList<DeadLetter> DeadLetters()
    {
        var result = new List<DeadLetter>();
        using var rows = _letters.Query();
        while (rows.Read())
            result.Add(ReadLetter(rows, payload: null));
        return result;
    }

    public DeadLetter? FindDeadLetter(long number)
    {
        using var rows = _letter.Query(number);
        return rows.Read() ? ReadLetter(rows, rows.GetBlob(7).ToArray()) : null;
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_lanes, _lane, _settled, _untimed, _ledger, _totals, _reports, _gaps, _explained, _jobs, _letters, _letter])
            statement.Dispose();
        connection.Dispose();
    }

    private static List<Job> ReadJobs(SqliteStatement statement)
    {
        var result = new List<Job>();
        using var rows = statement.Query();
        while (rows.Read())
        {
            // What a later release has left and this one does not know waits for that release.
            if (!Enum.TryParse<JobKind>(rows.GetString(1), out var kind) || !Enum.TryParse<JobStatus>(rows.GetString(3), out var status))
                continue;
            result.Add(new Job(kind, rows.GetString(2))
            {
                Number = rows.GetInt64(0),
                Status = status,
                Progress = rows.GetString(4),
                Outcome = rows.IsNull(5) ? null : rows.GetString(5),
            });
        }

        return result;
    }

    // A lane has a row for each of its covered ranges, or one without.
    private static List<LaneState> ReadLanes(SqliteRows rows)
    {
        var result = new List<LaneState>();
        var covered = new List<Window>();
        while (rows.Read())
        {
            var lane = new LaneKey(rows.GetString(0), rows.GetString(1));
            if (result.Count == 0 || result[^1].Lane != lane)
                result.Add(new LaneState(lane, StoredTime.FromSeconds(rows.GetInt64(2)), covered = []));
            if (!rows.IsNull(3))
                covered.Add(ReadWindow(rows, 3));
        }

        return result;
    }

    private static Window ReadWindow(SqliteRows rows, int column) =>
        new(StoredTime.FromSeconds(rows.GetInt64(column)), StoredTime.FromSeconds(rows.GetInt64(column + 1)));

    private static DeadLetter ReadLetter(SqliteRows rows, byte[]? payload) => new(
        new LaneKey(rows.GetString(1), rows.GetString(2)), rows.GetString(3), new DateTime(rows.GetInt64(4), DateTimeKind.Utc),
        new DateTime(rows.GetInt64(5), DateTimeKind.Utc), rows.GetString(6), payload)
    {
        Number = rows.GetInt64(0),
    };

    // The span is SQLite's own memory: no copy is made of a segment.
    private static void AddSegments(SqliteRows rows, SettledIds into)
    {
        while (rows.Read())
            into.AddSegment(rows.GetBlob(0));
    }
}
