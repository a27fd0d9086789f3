using ActivityLogForwarder.Core;
using ActivityLogForwarder.State.LiteDb;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.State.LiteDb;

public sealed class LiteDbConformance : CheckpointStoreConformance<LiteDbCheckpointStore>
{
    protected override bool IsShared => false;

    protected override LiteDbCheckpointStore Open(string path, bool expectExisting) =>
        LiteDbCheckpointStore.Open(path, expectExisting, TimeProvider.System);

    protected override LiteDbCheckpointStore OpenReadOnly(string path) => LiteDbCheckpointStore.OpenReadOnly(path);

    protected override void Import(string path, IEnumerable<StateRecord> records) => LiteDbCheckpointStore.Import(path, records, TimeProvider.System);

    // Between checkpoints the file stands still and the log only grows: then a prefix of it is what an instant shows.
    protected override bool TryCopy(string path, string destination)
    {
        var (file, log) = (ReadAll(path), ReadAll(LiteDbFile.LogOf(path)));
        if (!file.AsSpan().SequenceEqual(ReadAll(path)) || ReadAll(LiteDbFile.LogOf(path)).Length < log.Length)
            return false;
        File.WriteAllBytes(destination, file);
        File.WriteAllBytes(LiteDbFile.LogOf(destination), log);
        return true;
    }

    private static byte[] ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
