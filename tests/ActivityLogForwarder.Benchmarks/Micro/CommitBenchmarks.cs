using ActivityLogForwarder.Core;
using ActivityLogForwarder.State.Sqlite;
using BenchmarkDotNet.Attributes;

namespace ActivityLogForwarder.Benchmarks.Micro;

/// <summary>A commit of a thousand events, as durable as in use; figures are per commit.</summary>
[MemoryDiagnoser]
public class CommitBenchmarks
{
    private static readonly DateTime Start = new(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly string _folder = Directory.CreateTempSubdirectory("alf-commit-").FullName;
    private readonly LaneKey _lane = new("31990001", "siem");
    private readonly List<SettledEvent> _settled = [];
    private SqliteCheckpointStore _store = null!;
    private UInt128 _next;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _store = SqliteCheckpointStore.Open(Path.Combine(_folder, "forwarder.db"), false, TimeProvider.System);
        await _store.BeginAsync(_lane, Start, CancellationToken.None).ConfigureAwait(false);
    }

    [Benchmark]
    public async Task CommitThousand()
    {
        _settled.Clear();
        for (var i = 0; i < 1000; i++)
            _settled.Add(new SettledEvent(_next++, Start.AddSeconds(i), true, SettledAs.Delivered));
        await _store.CommitAsync(new LaneCommit(_lane, Start) { Settled = _settled }, CancellationToken.None).ConfigureAwait(false);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _store.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }
}
