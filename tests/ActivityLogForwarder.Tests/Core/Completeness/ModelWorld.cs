using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.State.Sqlite;
using ActivityLogForwarder.Tests.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.Core.Completeness;

/// <summary>A log, sinks, a state, and a forwarder's lanes between them, which may be begun again from the state.</summary>
internal sealed class ModelWorld : IAsyncDisposable
{
    public static readonly TimeSpan IdsKept = TimeSpan.FromHours(4);

    private static readonly Contract Contract = new("main", "31990001");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();
    private readonly ForwarderMetrics _metrics = new();
    private SqliteCheckpointStore? _store;
    private LaneContext? _context;
    private Pump? _pump;

    public ModelWorld() => Log = new ModelLog(Clock);

    public StandingClock Clock { get; } = new();

    public ModelLog Log { get; }

    public Dictionary<string, ModelSink> Sinks { get; } = [];

    public SqliteCheckpointStore Store => _store!;

    /// <summary>What stands between the lanes and the state.</summary>
    public Func<ICheckpointStore, ICheckpointStore> Before { get; init; } = store => store;

    public IReadOnlyList<Lane> Lanes => [.. _pump!.Polls.SelectMany(poll => poll.Lanes)];

    public ModelSink SinkOf(Lane lane) => Sinks[lane.Route.Name];

    /// <summary>Begins, or begins again: nothing is known but what is in the state.</summary>
    public async Task RestartAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _store = SqliteCheckpointStore.Open(_folder.File("state.db"), expectExisting: false, Clock);
        _context = new LaneContext(Log, Before(_store), _metrics, NullLogger.Instance, Clock)
        {
            Overlap = TimeSpan.FromMinutes(15),
            IdsKept = IdsKept,
            LiveWithin = TimeSpan.FromHours(1),
            MaxDeadLetterBytes = long.MaxValue,
        };
        _pump = new Pump(
            new PumpOptions
            {
                PollInterval = TimeSpan.FromMinutes(1),
                MaxPollInterval = TimeSpan.FromMinutes(10),
                StartFrom = now => now.AddHours(-2),
                RecheckWindow = IdsKept,
                RecheckEvery = TimeSpan.FromHours(1),
                Keep = TimeSpan.FromDays(400),
            },
            _context, [.. Sinks.Values.Select(sink => sink.CreateRoute(Clock))], _ => Task.FromResult(new ContractsFound([Contract], [])));
        Assert.True(await _pump.DiscoverAsync(default));
    }

    /// <summary>Whether all lanes came up to now.</summary>
    public async Task<bool> PollAsync(CancellationToken stop)
    {
        var isAtHead = true;
        foreach (var lane in Lanes)
        {
            lane.Target = Log.LatestEnd(Contract);
            isAtHead &= await _pump!.RunLaneAsync(_pump.Polls.Single(), lane, stop, default).WaitAsync(Patience, TimeProvider.System, default);
        }

        return isAtHead;
    }

    /// <summary>Whether all was read; false also where the API failed.</summary>
    public async Task<bool> RecheckAsync(bool full, CancellationToken stop)
    {
        var isWhole = true;
        foreach (var lane in Lanes)
        {
            try
            {
                isWhole &= await new Recheck(_context!, lane).RunAsync(
                    new Window(Clock.Now - IdsKept, Clock.Now), full, ReadPriority.Recheck, null, stop, default).WaitAsync(Patience, TimeProvider.System, default);
            }
            catch (Exception exception) when (exception is SourceException or OperationCanceledException)
            {
                isWhole = false;
            }
        }

        return isWhole;
    }

    public async Task<Job> RunJobAsync(JobKind kind, JobArguments arguments, CancellationToken stop) =>
        await new JobRunner(_pump!, _context!).RunAsync(
            await Store.SaveJobAsync(new Job(kind, JsonSerializer.Serialize(arguments)), default), stop, default).WaitAsync(Patience, TimeProvider.System, default);

    /// <summary>Carries out what a command left unfinished.</summary>
    public async Task FinishJobsAsync()
    {
        foreach (var reads in (bool[])[false, true])
        {
            while (new JobRunner(_pump!, _context!).Next(reads) is { } job)
                await new JobRunner(_pump!, _context!).RunAsync(job, default, default).WaitAsync(Patience, TimeProvider.System, default);
        }
    }

    /// <summary>What <c>verify</c> counts as missing.</summary>
    public async Task<long> MissingAsync(Lane lane, bool full) =>
        (await new Verification(Log, Store, Clock.Now - IdsKept).VerifyAsync(
            Contract, Store.Find(lane.Key)!, new Window(DateTime.UnixEpoch, Clock.Now), full, default)).Sum(hour => hour.Missing);

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _metrics.Dispose();
        _folder.Dispose();
    }
}
