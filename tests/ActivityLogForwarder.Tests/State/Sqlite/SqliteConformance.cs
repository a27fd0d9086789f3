using ActivityLogForwarder.Core;
using ActivityLogForwarder.State.Sqlite;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.State.Sqlite;

public sealed class SqliteConformance : CheckpointStoreConformance<SqliteCheckpointStore>
{
    // The log's header, with the salts that each restart of the log changes.
    private const int LogHeader = 32;

    protected override SqliteCheckpointStore Open(string path, bool expectExisting) =>
        SqliteCheckpointStore.Open(path, expectExisting, TimeProvider.System);

    protected override SqliteCheckpointStore OpenReadOnly(string path) => SqliteCheckpointStore.OpenReadOnly(path);

    protected override void Import(string path, IEnumerable<StateRecord> records) => SqliteCheckpointStore.Import(path, records, TimeProvider.System);

    // Between checkpoints the file stands still and the log only grows: then a prefix of it is what an instant shows.
    protected override bool TryCopy(string path, string destination)
    {
        var file = ReadAll(path);
        var log = ReadAll(path + "-wal");
        var headerAfter = ReadAll(path + "-wal").AsSpan(0, LogHeader);
        if (!file.AsSpan().SequenceEqual(ReadAll(path)) || !headerAfter.SequenceEqual(log.AsSpan(0, LogHeader)))
            return false;
        File.WriteAllBytes(destination, file);
        File.WriteAllBytes(destination + "-wal", log);
        return true;
    }

    private static byte[] ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
