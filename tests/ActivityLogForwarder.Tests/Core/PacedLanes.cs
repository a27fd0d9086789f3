using ActivityLogForwarder.Core;
using ActivityLogForwarder.State.Sqlite;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;
using ActivityLogForwarder.Tests.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.Core;

/// <summary>Lanes of one contract that keep side by side, each with a source of its own that lets it read a window when it is told to.</summary>
internal sealed class PacedLanes : IAsyncDisposable
{
    /// <summary>What one read gives; a backlog is <see cref="Windows"/> of them.</summary>
    public static readonly TimeSpan WindowLength = TimeSpan.FromMinutes(1);

    public const int Windows = 10;

    private readonly TempFolder _folder = new();
    private readonly ForwarderMetrics _metrics = new();
    private readonly SqliteCheckpointStore _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _runs = [];
    private readonly List<StepSource> _sources = [];

    public PacedLanes()
    {
        Pace = new LanePace(Clock);
        _store = SqliteCheckpointStore.Open(_folder.File("state.db"), expectExisting: false, TimeProvider.System);
    }

    public ManualClock Clock { get; } = new();

    public LanePace Pace { get; }

    /// <summary>The place at which a window of the backlog begins.</summary>
    public static DateTime StartOf(int window) => Events.Start + (window * WindowLength);

    public async Task<(Lane Lane, StepSource Source)> AddAsync(string sink)
    {
        var source = new StepSource();
        _sources.Add(source);
        var context = new LaneContext(source, _store, _metrics, NullLogger.Instance, Clock)
        {
            Overlap = TimeSpan.Zero,
            IdsKept = TimeSpan.FromDays(1),
            LiveWithin = TimeSpan.FromHours(1),
            MaxDeadLetterBytes = long.MaxValue,
        };
        var route = new SinkRoute(sink, new ScriptedSink(ScriptedSink.Accept), new CopyMapper(), new Gate(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), Clock));
        var state = await _store.BeginAsync(new LaneKey(Events.Contract.Number, sink), Events.Start, default);
        return (new Lane(Events.Contract, route, state, context, Pace), source);
    }

    /// <summary>Lets a lane walk; it is at its first read when this returns.</summary>
    public async Task<Task> StartAsync(Lane lane, StepSource source)
    {
        lane.Target = StartOf(Windows);
        var run = lane.RunAsync(_stop.Token, _stop.Token);
        _runs.Add(run);
        await Eventually.TrueAsync(() => source.Asked > 0);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var run in _runs)
            await run.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Eventually.Deadline);
        _sources.ForEach(source => source.Dispose());
        await _store.DisposeAsync();
        _metrics.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    /// <summary>A backlog without events, a window at each read.</summary>
    internal sealed class StepSource : IEventSource, IDisposable
    {
        private readonly SemaphoreSlim _steps = new(0);
        private int _asked;

        /// <summary>How many reads were begun.</summary>
        public int Asked => Volatile.Read(ref _asked);

        /// <summary>Called as a read begins.</summary>
        public Action? OnRead { get; set; }

        /// <summary>Lets so many reads end.</summary>
        public void Allow(int reads) => _steps.Release(reads);

        public DateTime LatestEnd(Contract contract) => StartOf(Windows);

        public async Task<WindowRead> ReadAsync(Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken)
        {
            OnRead?.Invoke();
            Interlocked.Increment(ref _asked);
            await _steps.WaitAsync(cancellationToken);
            return new WindowRead(new Window(window.Start, window.Start + WindowLength), [], null);
        }

        public void Dispose() => _steps.Dispose();

        public Task<long?> CountAsync(Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken) =>
            Task.FromResult<long?>(null);
    }
}
