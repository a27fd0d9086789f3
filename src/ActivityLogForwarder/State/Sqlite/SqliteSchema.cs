namespace ActivityLogForwarder.State.Sqlite;

/// <summary>
/// The tables of the last version, which the header's <c>user_version</c> tells. Times are Unix seconds, except a dead letter's and an error's, which are .NET ticks (100 ns since the year 1) so that
/// an event's time comes back as it was.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>"ALFS" in the file's header tells our files from anyone else's.</summary>
    public const long ApplicationId = 0x414C4653;

    public static readonly IReadOnlyList<string> Tables =
        ["lanes", "covered", "ledger", "settled", "settled_untimed", "dead_letters", "gaps", "explained", "jobs"];

    // The two pragmas on the first lines must precede the first table. Segments are appended in order of seq; the
    // index finds those of a window without touching the others.
    public const string Create = """
        PRAGMA page_size = 4096;
        PRAGMA auto_vacuum = INCREMENTAL;
        BEGIN IMMEDIATE;
        PRAGMA application_id = 1095517779;
        PRAGMA user_version = 1;
        CREATE TABLE lanes (
            id INTEGER PRIMARY KEY,
            contract TEXT NOT NULL,
            sink TEXT NOT NULL,
            cursor INTEGER NOT NULL,
            delivered INTEGER NOT NULL DEFAULT 0,
            dead_letters INTEGER NOT NULL DEFAULT 0,
            dead_letter_bytes INTEGER NOT NULL DEFAULT 0,
            held INTEGER NOT NULL DEFAULT 0,
            last_error TEXT,
            last_error_at INTEGER,
            UNIQUE (contract, sink)) STRICT;
        CREATE TABLE covered (
            lane INTEGER NOT NULL,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            PRIMARY KEY (lane, start)) STRICT, WITHOUT ROWID;
        CREATE TABLE ledger (
            lane INTEGER NOT NULL,
            hour INTEGER NOT NULL,
            delivered INTEGER NOT NULL,
            dropped INTEGER NOT NULL,
            dead_lettered INTEGER NOT NULL,
            discarded INTEGER NOT NULL,
            digest BLOB NOT NULL,
            PRIMARY KEY (lane, hour)) STRICT, WITHOUT ROWID;
        CREATE TABLE settled (
            seq INTEGER PRIMARY KEY,
            lane INTEGER NOT NULL,
            min_time INTEGER NOT NULL,
            max_time INTEGER NOT NULL,
            ids BLOB NOT NULL) STRICT;
        CREATE INDEX settled_by_time ON settled (lane, max_time, min_time);
        CREATE TABLE settled_untimed (
            seq INTEGER PRIMARY KEY,
            lane INTEGER NOT NULL,
            settled_at INTEGER NOT NULL,
            ids BLOB NOT NULL) STRICT;
        CREATE INDEX settled_untimed_by_lane ON settled_untimed (lane, settled_at);
        CREATE TABLE dead_letters (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            lane INTEGER NOT NULL,
            event_id TEXT NOT NULL,
            event_time INTEGER NOT NULL,
            set_aside_at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            payload BLOB NOT NULL,
            counted INTEGER NOT NULL DEFAULT 1) STRICT;
        CREATE TRIGGER dead_letter_added AFTER INSERT ON dead_letters BEGIN
            UPDATE lanes SET dead_letters = dead_letters + 1,
                dead_letter_bytes = dead_letter_bytes + length(new.payload) WHERE id = new.lane;
        END;
        CREATE TRIGGER dead_letter_removed AFTER DELETE ON dead_letters BEGIN
            UPDATE lanes SET dead_letters = dead_letters - 1,
                dead_letter_bytes = dead_letter_bytes - length(old.payload) WHERE id = old.lane;
        END;
        CREATE TABLE gaps (
            lane INTEGER NOT NULL,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            PRIMARY KEY (lane, start)) STRICT, WITHOUT ROWID;
        CREATE TABLE explained (
            lane INTEGER NOT NULL,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            difference INTEGER NOT NULL,
            PRIMARY KEY (lane, start)) STRICT, WITHOUT ROWID;
        CREATE TABLE jobs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            arguments TEXT NOT NULL,
            status TEXT NOT NULL,
            progress TEXT NOT NULL,
            outcome TEXT) STRICT;
        COMMIT;
        PRAGMA journal_mode = WAL;
        """;
}
