using ActivityLogForwarder.Core;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>
/// Writes lanes and their commits, inside a transaction that the writer has begun. What it refuses it refuses before
/// it writes anything.
/// </summary>
internal sealed class SqliteCommitStatements(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _findLane = new(connection, "SELECT id, cursor FROM lanes WHERE contract = ?1 AND sink = ?2");

    private readonly SqliteStatement _beginLane = new(connection,
        "INSERT INTO lanes (contract, sink, cursor) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");

    private readonly SqliteStatement _updateLane = new(connection,
        "UPDATE lanes SET cursor = ?2, delivered = delivered + ?3 WHERE id = ?1");

    private readonly SqliteStatement _report = new(connection,
        "UPDATE lanes SET held = ?3, last_error = ?4, last_error_at = ?5 WHERE contract = ?1 AND sink = ?2");

    private readonly SqliteStatement _addSegment = new(connection,
        "INSERT INTO settled (lane, min_time, max_time, ids) VALUES (?1, ?2, ?3, ?4)");

    private readonly SqliteStatement _addUntimed = new(connection,
        "INSERT INTO settled_untimed (lane, settled_at, ids) VALUES (?1, ?2, ?3)");

    private readonly SqliteStatement _findDigest = new(connection, "SELECT digest FROM ledger WHERE lane = ?1 AND hour = ?2");

    private readonly SqliteStatement _addToLedger = new(connection, """
        INSERT INTO ledger (lane, hour, delivered, dropped, dead_lettered, discarded, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE SET delivered = delivered + ?3, dropped = dropped + ?4,
            dead_lettered = dead_lettered + ?5, discarded = discarded + ?6, digest = ?7
        """);

    // Where ranges never touch, the last that begins by the new end is the only one to grow, if it reaches to the new start.
    private readonly SqliteStatement _extend = new(connection, """
        UPDATE covered SET stop = max(stop, ?3) WHERE lane = ?1 AND start <= ?2 AND stop >= ?2
            AND start = (SELECT max(start) FROM covered WHERE lane = ?1 AND start <= ?3)
        """);

    private readonly SqliteStatement _touching = new(connection,
        "SELECT min(start), max(stop) FROM covered WHERE lane = ?1 AND start <= ?3 AND stop >= ?2");

    private readonly SqliteStatement _uncover = new(connection,
        "DELETE FROM covered WHERE lane = ?1 AND start > ?2 AND start <= ?3");

    private readonly SqliteStatement _cover = new(connection,
        "INSERT INTO covered (lane, start, stop) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET stop = ?3");

    private readonly SqliteStatement _addDeadLetter = new(connection, """
        INSERT INTO dead_letters (lane, event_id, event_time, set_aside_at, reason, payload, counted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """);

    private readonly SqliteStatement _closeGap = new(connection, "DELETE FROM gaps WHERE lane = ?1 AND start >= ?2 AND stop <= ?3");

    private readonly SqliteStatement _explain = new(connection,
        "INSERT INTO explained (lane, start, stop, difference) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET stop = ?3, difference = ?4");

    private readonly SqliteStatement _addGap = new(connection,
        "INSERT INTO gaps (lane, start, stop) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET stop = max(stop, ?3)");

    private readonly byte[] _digest = new byte[SettledIds.KeySize];

    /// <summary>Begins the lane, unless it has been begun before.</summary>
    public void Begin(LaneKey lane, long cursor) => _beginLane.Execute(lane.Contract, lane.Sink, cursor);

    public void Report(LaneKey lane, LaneReport report) => _report.Execute(
        lane.Contract, lane.Sink, report.IsHeld ? 1L : 0L, report.LastError,
        report.LastErrorAt?.Ticks);

    /// <exception cref="ArgumentException">The lane was never begun, or its cursor would move backwards.</exception>
    public void Commit(LaneCommit commit, SettledParts settled)
    {
        var (lane, from) = Find(commit.Lane);
        var to = commit.Cursor is { } cursor ? StoredTime.Seconds(cursor) : from;
        if (to < from)
        {
            throw new ArgumentException(
                $"The cursor of {commit.Lane} stands at {Window.Format(StoredTime.FromSeconds(from))} and cannot go back by a commit.", nameof(commit));
        }

        if (commit.Forgotten is { } forgotten)
            Forget(lane, StoredTime.Hour(forgotten));
        foreach (var hour in settled.Hours)
            AddHour(lane, hour);
        if (settled.UntimedKeys.Count > 0)
            _addUntimed.Execute(lane, StoredTime.Seconds(commit.Now), settled.UntimedKeys);
        if (to > from || settled.Delivered > 0)
            _updateLane.Execute(lane, to, settled.Delivered);
        if (to > from)
            Cover(lane, from, to);
        foreach (var letter in commit.DeadLetters)
            _addDeadLetter.Execute(lane, letter.EventId, letter.EventTime.Ticks, letter.SetAsideAt.Ticks, letter.Reason, letter.Payload!, letter.IsCounted ? 1L : 0L);
        if (commit.Gap is { } gap)
            _addGap.Execute(lane, StoredTime.Seconds(gap.Start), StoredTime.Seconds(gap.End));
        if (commit.ClosedGap is { } closed)
            _closeGap.Execute(lane, StoredTime.Seconds(closed.Start), StoredTime.Seconds(closed.End));
        if (commit.Covered is { IsEmpty: false } covered)
            Cover(lane, StoredTime.Seconds(covered.Start), StoredTime.Seconds(covered.End));
        if (commit.Explained is { } explained)
            _explain.Execute(lane, StoredTime.Seconds(explained.Window.Start), StoredTime.Seconds(explained.Window.End), explained.Difference);
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])
            [_findLane, _beginLane, _updateLane, _report, _addSegment, _addUntimed, _findDigest, _addToLedger, _extend, _touching, _uncover, _cover, _addDeadLetter, _addGap, _closeGap, _explain])
            statement.Dispose();
    }

    private (long Lane, long Cursor) Find(LaneKey lane)
    {
        using var row = _findLane.Query(lane.Contract, lane.Sink);
        return row.Read()
            ? (row.GetInt64(0), row.GetInt64(1))
            : throw new ArgumentException($"The lane {lane} was never begun.", nameof(lane));
    }

    private void Forget(long lane, long hour)
    {
        foreach (var sql in (string[])[
            "DELETE FROM settled WHERE lane = ?1 AND max_time >= ?2 AND max_time < ?3",
            "DELETE FROM ledger WHERE lane = ?1 AND hour >= ?2 AND hour < ?3",
            "DELETE FROM explained WHERE lane = ?1 AND start >= ?2 AND start < ?3"])
        {
            using var statement = new SqliteStatement(connection, sql);
            statement.Execute(lane, hour, hour + StoredTime.SecondsPerHour);
        }

        using var uncount = new SqliteStatement(connection, "UPDATE dead_letters SET counted = 0 WHERE lane = ?1 AND event_time >= ?2 AND event_time < ?3");
        uncount.Execute(lane, StoredTime.FromSeconds(hour).Ticks, StoredTime.FromSeconds(hour + StoredTime.SecondsPerHour).Ticks);
    }

    private void AddHour(long lane, SettledHour hour)
    {
        if (hour.Keys.Count > 0)
            _addSegment.Execute(lane, hour.MinTime, hour.MaxTime, hour.Keys);
        (FindDigest(lane, hour.Start) + hour.Digest).Write(_digest);
        _addToLedger.Execute(lane, hour.Start, hour.Delivered, hour.Dropped, hour.DeadLettered, hour.Discarded, _digest);
    }

    // SQL has no 128 bits to add.
    private EventKey FindDigest(long lane, long hour)
    {
        using var row = _findDigest.Query(lane, hour);
        return row.Read() ? EventKey.Read(row.GetBlob(0)) : default(EventKey);
    }

    // Ranges that touch become one.
    private void Cover(long lane, long start, long stop)
    {
        if (_extend.Execute(lane, start, stop) > 0)
            return;
        using (var row = _touching.Query(lane, start, stop))
        {
            if (row.Read() && !row.IsNull(0))
            {
                start = Math.Min(start, row.GetInt64(0));
                stop = Math.Max(stop, row.GetInt64(1));
            }
        }

        _uncover.Execute(lane, start, stop);
        _cover.Execute(lane, start, stop);
    }
}
