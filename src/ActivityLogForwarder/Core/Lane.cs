namespace ActivityLogForwarder.Core;

/// <summary>
/// One contract's way to one sink: walks from its cursor to its target, window by window, and moves the cursor only
/// behind delivery. One thing at a time happens in it, in its turn.
/// </summary>
public sealed partial class Lane
{
    private readonly LaneContext _context;
    private readonly LanePace _pace;
    private readonly LaneTurn _turn;
    private readonly LaneCursor _cursor;
    private readonly WindowTransfer _transfer;
    private readonly LateEvents _late;

    // When the window under way was begun; 0: none is.
    private long _begun;

    // How long the last window took.
    private TimeSpan _lastStep;

    public Lane(Contract contract, SinkRoute route, LaneState state, LaneContext context, LanePace pace)
    {
        Contract = contract;
        Route = route;
        Target = state.Cursor;
        _context = context;
        _pace = pace;
        LastProgress = context.Clock.GetUtcNow().UtcDateTime;
        Rate = new DeliveryRate(LastProgress);
        var commits = new LaneCommits(Key, state.Cursor, Counts, context.Store.CommitAsync);
        _turn = new LaneTurn(route.Gate);
        _cursor = new LaneCursor(state, _turn, commits, context.Log);
        _transfer = new WindowTransfer(this, context, _turn, _cursor, commits);
        _late = new LateEvents(this, context, _cursor);
        Behind = new BehindWalk(_transfer, Proof);
        pace.Join(this);
    }

    public Contract Contract { get; }

    public SinkRoute Route { get; }

    public LaneKey Key => new(Contract.Number, Route.Name);

    /// <summary>Every event before it is settled; where the sink recognises repeats, it is written down a moment later.</summary>
    public DateTime Cursor => _cursor.Position;

    /// <summary>Where the lane is to get: the contract's latest tick.</summary>
    public DateTime Target { get; set; }

    /// <summary>Whether it has read all up to its target, late events included.</summary>
    public bool IsAtHead { get; private set; }

    /// <summary>When the lane last came a step further.</summary>
    public DateTime LastProgress { get; private set; }

    /// <summary>Events delivered, dead-lettered, and so on since the start.</summary>
    public LaneCounts Counts { get; } = new();

    /// <summary>How fast events are delivered.</summary>
    public DeliveryRate Rate { get; }

    /// <summary>What comparing with the API has said of its hours.</summary>
    public LaneProof Proof { get; } = new();

    /// <summary>Reads and delivers what lies behind the cursor, while the lane goes on.</summary>
    internal BehindWalk Behind { get; }

    /// <summary>How often, one time after the other, it waited for others that did not come up; <see cref="LanePace"/> counts.</summary>
    internal int VainWaits { get; set; }

    /// <summary>
    /// Walks to the target, then looks for late events. Returns early where a window must be read again, and when
    /// told to stop; <see cref="IsAtHead"/> tells. One run of a lane is under way at a time.
    /// </summary>
    /// <param name="stop">Nothing more is begun.</param>
    /// <param name="abort">What is under way ends at once.</param>
    /// <exception cref="SourceException">The API could not be read.</exception>
    /// <exception cref="StateException">The state could not be written.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        IsAtHead = false;
        try
        {
            while (Cursor < Target)
            {
                _begun = _context.Clock.GetTimestamp();
                await _pace.WaitForOthersAsync(this, _cursor.Before, stop).ConfigureAwait(false);
                _begun = _context.Clock.GetTimestamp();
                if (!await StepAsync(stop, abort).ConfigureAwait(false))
                    return;
                _lastStep = _context.Clock.GetElapsedTime(_begun);
                // The first answer may have shown that the API's clock is behind ours.
                var latest = _context.Source.LatestEnd(Contract);
                if (latest < Target)
                    Target = latest > Cursor ? latest : Cursor;
            }
        }
        finally
        {
            _begun = 0;
            _pace.Moved();
            await _cursor.WriteDownAsync().ConfigureAwait(false);
        }

        IsAtHead = await _late.FindAsync(stop, abort).ConfigureAwait(false);
    }

    /// <summary>Whether it is on its way, took no longer for its last window, and has not yet taken longer for the one under way.</summary>
    internal bool IsQuick(TimeSpan limit) =>
        _begun is not 0 and var begun && _lastStep <= limit && _context.Clock.GetElapsedTime(begun) <= limit;

    /// <summary>What the ledger says is settled in the hours that the window touches.</summary>
    internal long SettledIn(Window window)
    {
        var settled = 0L;
        foreach (var row in _context.Store.Ledger(Key, window))
            settled += row.Settled;
        return settled;
    }

    /// <summary>
    /// Does something in the lane's turn, when all that was delivered before is written down; a batch that waits for a dead sink is given
    /// up for it.
    /// </summary>
    /// <exception cref="StateException">What was delivered before could not be written down.</exception>
    internal Task InTurnAsync(Func<Task> work, CancellationToken stop) => InTurnAsync(_ => work(), stop);

    /// <summary>
    /// Moves the cursor to the given hour, see <see cref="ICheckpointStore.RewindAsync"/>; there the lane goes on at its next run. Takes
    /// its turn like <see cref="InTurnAsync(Func{Task}, CancellationToken)"/>.
    /// </summary>
    /// <exception cref="StateException">The state could not be written.</exception>
    internal Task RewindAsync(DateTime hour, CancellationToken stop) => InTurnAsync(
        async held =>
        {
            await _context.Store.RewindAsync(Key, hour, CancellationToken.None).ConfigureAwait(false);
            var state = _context.Store.Find(Key)!;
            // First, so that a run under way does not go on from the new place.
            Target = state.Cursor;
            _cursor.Rewound(state, held);
            _late.Forget();
            Proof.Forget(state.Cursor, DateTime.MaxValue.Date);
        },
        stop);

    private async Task InTurnAsync(Func<LaneTurn.Held, Task> work, CancellationToken stop)
    {
        using var held = await _turn.InterruptAsync(stop).ConfigureAwait(false);
        await _cursor.DrainAsync(held).ConfigureAwait(false);
        await work(held).ConfigureAwait(false);
    }

    /// <summary>Reads and delivers what follows the cursor. False when it must wait for another time.</summary>
    private async Task<bool> StepAsync(CancellationToken stop, CancellationToken abort)
    {
        var priority = Target - Cursor > _context.LiveWithin ? ReadPriority.Lagging : ReadPriority.Live;
        var request = new WindowRequest(new Window(Cursor, Target), priority, ReadPurpose.Head);
        var outcome = await _transfer.RunAsync(request, stop, abort).ConfigureAwait(false);
        if (!outcome.IsDelivered)
            return false;
        if (outcome.Window.IsEmpty)
        {
            // The API's clock is not there yet.
            Target = Cursor;
            return true;
        }

        if (outcome.IsSaturated)
        {
            LogSaturated(_context.Log, Contract.Number, Route.Name, outcome.Window);
            Counts.Saturated++;
        }

        if (!outcome.Moves)
            return false;
        LastProgress = _context.Clock.GetUtcNow().UtcDateTime;
        _pace.Moved();
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "Contract {Contract}, sink {Sink}: second {Window} holds more events than the API gives out; what could be reached is delivered, the rest is an open gap")]
    private static partial void LogSaturated(ILogger log, string contract, string sink, Window window);
}
