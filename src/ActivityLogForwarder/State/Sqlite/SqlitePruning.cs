using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>
/// Forgets what is old, in portions small enough that a commit never waits long for its turn, and gives pages back to
/// the disk where much of the file is free.
/// </summary>
internal sealed class SqlitePruning(SqliteConnection connection) : IDisposable
{
    /// <summary>Rows or pages one portion takes.</summary>
    private const int Portion = 1000;

    /// <summary>Free pages below this number are kept: the next commits will fill them.</summary>
    private const int KeptFree = 1024;

    private readonly SqliteStatement _segments = new(connection, """
        DELETE FROM settled WHERE seq IN (
            SELECT settled.seq FROM lanes CROSS JOIN settled ON settled.lane = lanes.id WHERE max_time < min(?1, cursor - cursor % 3600)
                AND EXISTS (SELECT 1 FROM covered WHERE covered.lane = lanes.id AND start <= min_time AND stop > max_time) LIMIT ?2)
        """);

    private readonly SqliteStatement _untimed = new(connection,
        "DELETE FROM settled_untimed WHERE seq IN (SELECT seq FROM settled_untimed WHERE settled_at < ?1 LIMIT ?2)");

    private readonly SqliteStatement _ledger = new(connection, """
        DELETE FROM ledger WHERE (lane, hour) IN (
            SELECT lane, hour FROM lanes CROSS JOIN ledger ON lane = id WHERE hour < ?1 LIMIT ?2)
        """);

    /// <summary>Forgets one portion. Returns whether more may be left.</summary>
    /// <param name="settledBefore">The first second of the first hour whose ids are kept.</param>
    /// <param name="ledgerBefore">The first hour whose rows are kept.</param>
    public bool Forget(long settledBefore, long ledgerBefore) =>
        (_segments.Execute(settledBefore, Portion) == Portion)
        | (_untimed.Execute(settledBefore, Portion) == Portion)
        | (_ledger.Execute(ledgerBefore, Portion) == Portion);

    /// <summary>Gives one portion of pages back, if a quarter of the file is free. Returns whether more may be left.</summary>
    public bool Shrink()
    {
        var free = SqliteFiles.Scalar(connection, "PRAGMA freelist_count");
        if (free <= KeptFree || free * 4 <= SqliteFiles.Scalar(connection, "PRAGMA page_count"))
            return false;
        SqliteFiles.Execute(connection, FormattableString.Invariant($"PRAGMA incremental_vacuum({Portion})"));
        return SqliteFiles.Scalar(connection, "PRAGMA freelist_count") < free;
    }

    public void Dispose()
    {
        _segments.Dispose();
        _untimed.Dispose();
        _ledger.Dispose();
    }
}
