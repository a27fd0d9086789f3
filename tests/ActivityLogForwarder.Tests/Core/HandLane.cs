using ActivityLogForwarder.Core;
using ActivityLogForwarder.State.Sqlite;
using ActivityLogForwarder.Tests.Some;
using ActivityLogForwarder.Tests.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.Core;

/// <summary>
/// A lane between a log of an event a minute, a sink that recognises repeats and takes everything, and a state: a test holds
/// up each of them where it wants to. Nothing else makes it wait, so that a call goes on to there before it returns.
/// </summary>
internal sealed class HandLane : IEventSource, IAsyncDisposable
{
    /// <summary>What one read gives: one event.</summary>
    public static readonly TimeSpan WindowLength = TimeSpan.FromMinutes(1);

    private readonly TempFolder _folder = new();
    private readonly ForwarderMetrics _metrics = new();

    private HandLane() => Store = SqliteCheckpointStore.Open(_folder.File("state.db"), expectExisting: false, TimeProvider.System);

    public SqliteCheckpointStore Store { get; }

    public Lane Lane { get; private set; } = null!;

    /// <summary>Ids in the order in which the sink took them.</summary>
    public List<string> Accepted { get; } = [];

    /// <summary>Where each read began.</summary>
    public List<DateTime> Reads { get; } = [];

    /// <summary>Comes before each read.</summary>
    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Comes before each commit.</summary>
    public Func<Task> BeforeCommit { get; set; } = () => Task.CompletedTask;

    /// <summary>Called by the walk between two windows.</summary>
    public Action BetweenWindows { get; set; } = () => { };

    /// <summary>The place at which a window begins.</summary>
    public static DateTime StartOf(int window) => Events.Start + (window * WindowLength);

    /// <summary>A lane whose cursor stands at the first window.</summary>
    public static async Task<HandLane> BeginAsync()
    {
        var hand = new HandLane();
        var context = new LaneContext(
            hand, CommitHook.Before(hand.Store, () => hand.BeforeCommit()), hand._metrics, NullLogger.Instance, TimeProvider.System)
        {
            Overlap = TimeSpan.Zero,
            IdsKept = TimeSpan.FromDays(1),
            LiveWithin = TimeSpan.FromHours(1),
            MaxDeadLetterBytes = long.MaxValue,
        };
        var gate = new Gate(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), TimeProvider.System);
        var state = await hand.Store.BeginAsync(new LaneKey(Events.Contract.Number, "siem"), StartOf(0), default);
        hand.Lane = new Lane(
            Events.Contract, new SinkRoute("siem", new TakingSink(hand.Accepted), new CopyMapper(), gate), state, context, new LanePace(TimeProvider.System));
        return hand;
    }

    /// <summary>Lets the lane walk over so many windows.</summary>
    public Task WalkAsync(int windows)
    {
        Lane.Target = Lane.Cursor + (windows * WindowLength);
        return Lane.RunAsync(default, default);
    }

    public DateTime LatestEnd(Contract contract)
    {
        BetweenWindows();
        return DateTime.MaxValue;
    }

    public async Task<WindowRead> ReadAsync(Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken)
    {
        Reads.Add(window.Start);
        await BeforeRead();
        var number = (int)((window.Start - Events.Start) / WindowLength);
        return new WindowRead(new Window(window.Start, window.Start + WindowLength), [Events.Event(number, window.Start)], null);
    }

    public Task<long?> CountAsync(Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken) =>
        Task.FromResult<long?>(null);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _metrics.Dispose();
        _folder.Dispose();
    }

    private sealed class TakingSink(List<string> accepted) : ISink
    {
        public bool IsConfirmed => true;

        public bool RecognisesRepeats => true;

        public ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                accepted.Add(batch.Items.Span[i].Event.Id.ToString());
                batch.Results.Span[i] = WriteResult.Accepted;
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask CheckAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
