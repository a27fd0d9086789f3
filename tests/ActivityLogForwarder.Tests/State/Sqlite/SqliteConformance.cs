using ActivityLogForwarder.State.Sqlite;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.State.Sqlite;

public sealed class SqliteConformance : CheckpointStoreConformance<SqliteCheckpointStore>
{
    protected override SqliteCheckpointStore Open(string path, bool expectExisting) =>
        SqliteCheckpointStore.Open(path, expectExisting, TimeProvider.System);

    protected override SqliteCheckpointStore OpenReadOnly(string path) => SqliteCheckpointStore.OpenReadOnly(path);
}
