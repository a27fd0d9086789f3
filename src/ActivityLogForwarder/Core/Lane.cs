namespace ActivityLogForwarder.Core;

/// <summary>
/// One contract's way to one sink: walks from its cursor to its target, window by window, and moves the cursor only
/// behind delivery. One thing at a time happens in it.
/// </summary>
public sealed partial class Lane
{
    /// <summary>So many inconsistent reads of one window, and the cursor moves on.</summary>
    public const int MaxUntrustedReads = 3;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly LaneContext _context;
    private readonly LaneCommits _commits;
    private readonly WindowDelivery _delivery;
    private readonly LanePace _pace;
    private DateTime _coveredFrom;

    private int _untrustedReads;

    // Where the window before began: so far ahead of others it may be.
    private DateTime _before;

    // When the window under way was begun; 0: none is.
    private long _begun;

    // How long the last window took.
    private TimeSpan _lastStep;

    // What a backfill reads while the window before it is delivered; touched in turn only.
    private ReadAhead? _ahead;

    /// <summary>A difference between the API's total and the ledger that reading it again has explained.</summary>
    private (DateTime From, long Difference)? _explained;

    public Lane(Contract contract, SinkRoute route, LaneState state, LaneContext context, LanePace pace)
    {
        Contract = contract;
        Route = route;
        Cursor = Target = _before = state.Cursor;
        _context = context;
        _pace = pace;
        LastProgress = context.Clock.GetUtcNow().UtcDateTime;
        _coveredFrom = CoveredFrom(state);
        Rate = new DeliveryRate(LastProgress);
        _commits = new LaneCommits(Key, state.Cursor, Counts, context.Store.CommitAsync);
        _delivery = new WindowDelivery(this, context, _commits);
        pace.Join(this);
    }

    public Contract Contract { get; }

    // Live polls, recheck, backfill, repair and replay take turns, a window each: nothing is delivered by two at once.
    private SemaphoreSlim Turn { get; } = new(1, 1);

    private CancellationTokenSource Interrupt { get; set; } = new();

    public SinkRoute Route { get; }

    public LaneKey Key => new(Contract.Number, Route.Name);

    /// <summary>Every event before it is settled; where the sink recognises repeats, it is written down a moment later.</summary>
    public DateTime Cursor { get; private set; }

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

    /// <summary>
    /// Walks to the target, then looks for late events. Returns early where a window must be read again, and when
    /// told to stop; <see cref="IsAtHead"/> tells.
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
                await _pace.WaitForOthersAsync(this, _before, stop).ConfigureAwait(false);
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
            await WriteDownAsync().ConfigureAwait(false);
        }

        IsAtHead = await FindLateEventsAsync(stop, abort).ConfigureAwait(false);
    }

    /// <summary>Whether it is on its way, took no longer for its last window, and has not yet taken longer for the one under way.</summary>
    internal bool IsQuick(TimeSpan limit) =>
        _begun is not 0 and var begun && _lastStep <= limit && _context.Clock.GetElapsedTime(begun) <= limit;

    /// <summary>Reads and delivers what follows the cursor. False when it must wait for another time.</summary>
    private async Task<bool> StepAsync(CancellationToken stop, CancellationToken abort)
    {
        var priority = Target - Cursor > _context.LiveWithin ? ReadPriority.Lagging : ReadPriority.Live;
        var asked = new Window(Cursor, Target);
        var (read, isDelivered) = await ReadAndDeliverAsync(asked, priority, Purpose.Head, stop, abort).ConfigureAwait(false);
        if (!isDelivered)
            return false;
        if (read.Window.IsEmpty)
        {
            // The API's clock is not there yet.
            Target = Cursor;
            return true;
        }

        if (read.IsSaturated)
        {
            LogSaturated(_context.Log, Contract.Number, Route.Name, read.Window);
            Counts.Saturated++;
        }

        if (!read.Moves)
            return false;
        LastProgress = _context.Clock.GetUtcNow().UtcDateTime;
        _pace.Moved();
        return true;
    }

    /// <summary>
    /// Compares what the API says of the last hours with the ledger, and reads again where they differ (G6).
    /// </summary>
    private async Task<bool> FindLateEventsAsync(CancellationToken stop, CancellationToken abort)
    {
        if (_context.Overlap == TimeSpan.Zero || stop.IsCancellationRequested)
            return !stop.IsCancellationRequested;
        var overlap = Later(_coveredFrom, Cursor - _context.Overlap);
        // The ledger counts by the hour, so whole hours are compared.
        var compared = new Window(Later(_coveredFrom, Window.FloorToHour(overlap)), Cursor);
        if (compared.IsEmpty)
            return true;
        var total = await _context.Source.CountAsync(Contract, compared, ReadPriority.Live, stop).ConfigureAwait(false);
        if (total is not null && IsExplained(compared, total.Value))
            return true;

        // Late events mostly come soon; the rest of the hour is read only if they do not make up for it.
        if (!(await RereadAsync(new Window(overlap, Cursor), ReadPriority.Live, stop, abort).ConfigureAwait(false)).IsWhole)
            return false;
        if (total is null || IsExplained(compared, total.Value))
            return true;
        if (!(await RereadAsync(new Window(compared.Start, overlap), ReadPriority.Live, stop, abort).ConfigureAwait(false)).IsWhole)
            return false;
        _explained = (compared.Start, total.Value - SettledIn(compared));
        return true;
    }

    private bool IsExplained(Window compared, long total)
    {
        var difference = total - SettledIn(compared);
        return difference == 0 || _explained == (compared.Start, difference);
    }

    /// <summary>What the ledger says is settled in the hours that the window touches.</summary>
    internal long SettledIn(Window window)
    {
        var settled = 0L;
        foreach (var row in _context.Store.Ledger(Key, window))
            settled += row.Settled;
        return settled;
    }

    /// <summary>Reads a window behind the cursor and delivers what is not settled.</summary>
    /// <param name="window">The window; covered.</param>
    /// <param name="priority">Whose share of the rate it takes.</param>
    /// <param name="stop">Nothing more is begun.</param>
    /// <param name="abort">What is under way ends at once.</param>
    /// <param name="only">The only ids that may be missing; null: any.</param>
    internal Task<Walked> RereadAsync(
        Window window, ReadPriority priority, CancellationToken stop, CancellationToken abort, IReadOnlySet<EventKey>? only = null) =>
        WalkAsync(window, priority, Purpose.Behind, null, only, stop, abort);

    /// <summary>Reads a window that is not covered, delivers it and counts it as covered, part by part.</summary>
    internal async Task<Walked> CoverAsync(
        Window window, ReadPriority priority, Func<Walked, TimeSpan, Task>? done, CancellationToken stop, CancellationToken abort)
    {
        try
        {
            return await WalkAsync(window, priority, Purpose.Cover, done, null, stop, abort).ConfigureAwait(false);
        }
        finally
        {
            // What was said of an hour of which less was covered says nothing of the rest.
            Proof.Forget(window.Start, window.End);
        }
    }

    /// <summary>Delivers a window again whatever is settled, and writes nothing down.</summary>
    internal Task<Walked> RepeatAsync(
        Window window, ReadPriority priority, Func<Walked, TimeSpan, Task>? done, CancellationToken stop, CancellationToken abort) =>
        WalkAsync(window, priority, Purpose.Again, done, null, stop, abort);

    /// <summary>
    /// Does something while nothing is delivered in this lane; a batch that waits for a dead sink is given up for it.
    /// </summary>
    internal async Task InTurnAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        do
        {
            if (!Route.Gate.IsOpen)
                await Interrupt.CancelAsync().ConfigureAwait(false);
        }
        while (!await Turn.WaitAsync(LookEvery, cancellationToken).ConfigureAwait(false));
        try
        {
            Interrupt = new CancellationTokenSource();
            await DrainAsync().ConfigureAwait(false);
            await work().ConfigureAwait(false);
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>Takes over what a rewind has written down; to be called in turn.</summary>
    internal void Rewound(LaneState state)
    {
        Cursor = Target = _before = _commits.Cursor = state.Cursor;
        _coveredFrom = CoveredFrom(state);
        _explained = null;
        _untrustedReads = 0;
        Proof.Forget(state.Cursor, DateTime.MaxValue.Date);
    }

    private async Task<Walked> WalkAsync(
        Window window, ReadPriority priority, Purpose purpose, Func<Walked, TimeSpan, Task>? done, IReadOnlySet<EventKey>? only,
        CancellationToken stop, CancellationToken abort)
    {
        var walked = new Walked(true, 0, 0);
        try
        {
            while (!window.IsEmpty)
            {
                var (read, isDelivered) = await ReadAndDeliverAsync(window, priority, purpose, stop, abort, only).ConfigureAwait(false);
                if (!isDelivered || read.Window.IsEmpty)
                    return walked with { IsWhole = false };
                walked = new Walked(walked.IsWhole && read.IsTrusted, walked.Delivered + read.Delivered, walked.Settled + read.Settled);
                if (done is not null)
                    await done(new Walked(read.IsTrusted, read.Delivered, read.Settled), read.Window.Length).ConfigureAwait(false);
                window = new Window(read.Window.End, window.End);
            }

            return walked;
        }
        finally
        {
            if (purpose is Purpose.Cover or Purpose.Again)
                await DropAheadAsync().ConfigureAwait(false);
        }
    }

    private Task<WindowRead> TakeAheadOrReadAsync(Window asked, ReadPriority priority, CancellationToken stop)
    {
        if (_ahead is not { } ahead || ahead.Asked != asked)
            return _context.Source.ReadAsync(Contract, asked, priority, stop);
        _ahead = null;
        return ahead.Read;
    }

    private async Task DropAheadAsync()
    {
        await Turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        var ahead = _ahead;
        _ahead = null;
        Turn.Release();
        if (ahead is null)
            return;
        try
        {
            (await ahead.Read.ConfigureAwait(false)).Dispose();
        }
        catch (SourceException)
        {
            // Nobody waits for it any more; whoever reads the window next will be told.
        }
        catch (OperationCanceledException)
        {
            // The same.
        }
    }

    private sealed record ReadAhead(Window Asked, Task<WindowRead> Read);

    private async Task<(ReadSummary Read, bool IsDelivered)> ReadAndDeliverAsync(
        Window asked, ReadPriority priority, Purpose purpose, CancellationToken stop, CancellationToken abort, IReadOnlySet<EventKey>? only = null)
    {
        var (delivered, settled) = (0L, 0L);
        while (true)
        {
            if (!IsPatient(priority) && !Route.Gate.IsOpen)
                return (default, false);
            // Nothing is fetched for a sink that would not take it.
            await Route.Gate.WaitOpenAsync(stop).ConfigureAwait(false);
            await Route.Windows.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                if (!Route.Gate.IsOpen)
                    continue;
                await Turn.WaitAsync(stop).ConfigureAwait(false);
                try
                {
                    var (read, isDelivered) = await ReadAndDeliverInTurnAsync(asked, priority, purpose, only, stop, abort).ConfigureAwait(false);
                    (delivered, settled) = (delivered + read.Delivered, settled + read.Settled);
                    if (isDelivered || !IsPatient(priority) || stop.IsCancellationRequested)
                        return (read with { Delivered = delivered, Settled = settled }, isDelivered);
                }
                finally
                {
                    Turn.Release();
                }
            }
            finally
            {
                Route.Windows.Release();
            }
        }
    }

    private async Task<(ReadSummary Read, bool IsDelivered)> ReadAndDeliverInTurnAsync(
        Window asked, ReadPriority priority, Purpose purpose, IReadOnlySet<EventKey>? only, CancellationToken stop, CancellationToken abort)
    {
        // While another had the turn, the cursor may have been moved back.
        if (purpose == Purpose.Head && asked.Start != Cursor)
            return (new ReadSummary(new Window(Cursor, Cursor), true, false, false), true);
        // What is read behind the cursor is compared with what is written down.
        if (purpose != Purpose.Head)
            await DrainAsync().ConfigureAwait(false);
        using var read = await ReadAsync(asked, priority, stop).ConfigureAwait(false);
        if (purpose is Purpose.Cover or Purpose.Again && read.Window.End < asked.End && !read.Window.IsEmpty)
        {
            var rest = new Window(read.Window.End, asked.End);
            _ahead = new ReadAhead(rest, _context.Source.ReadAsync(Contract, rest, priority, stop));
        }

        var moves = purpose == Purpose.Head && MayMove(read);
        var summary = new ReadSummary(read.Window, read.IsTrusted, read.IsSaturated, moves);
        if (read.Window.IsEmpty)
            return (summary, true);
        using var known = new SettledIds();
        if (purpose != Purpose.Again)
            _context.Store.LoadSettled(Key, read.Window, known);
        foreach (var activity in only is null ? [] : read.Events.Where(activity => !only.Contains(activity.Id.Key)))
            known.Add(activity.Id.Key);
        var atEnd = purpose switch
        {
            Purpose.Head when moves => new WindowDelivery.AtEnd(
                Cursor: read.Window.End, Gap: read.IsSaturated ? read.Window : null, MayWait: !read.IsSaturated && read.Window.End < Target),
            Purpose.Cover when read.IsTrusted => new WindowDelivery.AtEnd(Covered: read.Window, Gap: read.IsSaturated ? read.Window : null),
            // Late events may fill a second that was read whole before.
            Purpose.Behind when read.IsSaturated => new WindowDelivery.AtEnd(Gap: read.Window),
            // A second that was a gap and has been read whole is none any more.
            Purpose.Behind when read.IsTrusted && asked.Length == TimeSpan.FromSeconds(1) => new WindowDelivery.AtEnd(ClosedGap: read.Window),
            _ => default,
        };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, Interrupt.Token);
        var (delivered, settled) = (Counts.Delivered, Counts.New);
        try
        {
            var isDelivered = await _delivery.DeliverAsync(read, known, purpose == Purpose.Again, atEnd, IsPatient(priority), end.Token, abort).ConfigureAwait(false);
            if (isDelivered && moves)
                (_before, Cursor) = (Cursor, read.Window.End);
            return (summary with { Delivered = Counts.Delivered - delivered, Settled = Counts.New - settled }, isDelivered);
        }
        catch
        {
            await DrainAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Unless another takes the turn meanwhile, who does it then.
    private async Task WriteDownAsync()
    {
        while (_commits.IsPending)
        {
            if (!await Turn.WaitAsync(LookEvery).ConfigureAwait(false))
                continue;
            try
            {
                await DrainAsync().ConfigureAwait(false);
            }
            finally
            {
                Turn.Release();
            }
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            await _commits.DrainAsync().ConfigureAwait(false);
        }
        finally
        {
            // What could not be written down is delivered again.
            if (Cursor != _commits.Cursor)
                Cursor = _before = _commits.Cursor;
        }
    }

    // A recheck that waited for a dead sink would keep others from theirs; it comes round again.
    private static bool IsPatient(ReadPriority priority) => priority != ReadPriority.Recheck;

    /// <summary>
    /// Reads a window; where it holds events without a readable time, no more than the rest of its first hour: only
    /// then is known which hour's total counts them.
    /// </summary>
    private async Task<WindowRead> ReadAsync(Window asked, ReadPriority priority, CancellationToken stop)
    {
        var read = await TakeAheadOrReadAsync(asked, priority, stop).ConfigureAwait(false);
        var endOfHour = Window.FloorToHour(asked.Start).AddHours(1);
        if (read.Window.End <= endOfHour || read.Events.All(activity => activity.HasTime))
            return read;
        read.Dispose();
        return await _context.Source.ReadAsync(Contract, new Window(asked.Start, endOfHour), priority, stop).ConfigureAwait(false);
    }

    private static DateTime CoveredFrom(LaneState state) => state.Covered is [.., var last] && last.End == state.Cursor ? last.Start : state.Cursor;

    /// <summary>
    /// Whether the cursor may move behind this read: it was consistent, or has been inconsistent so often that the
    /// recheck must settle it.
    /// </summary>
    private bool MayMove(WindowRead read)
    {
        if (read.IsTrusted)
        {
            _untrustedReads = 0;
            return true;
        }

        if (++_untrustedReads < MaxUntrustedReads)
        {
            LogUntrusted(_context.Log, Contract.Number, Route.Name, read.Window, _untrustedReads);
            return false;
        }

        LogMovedOn(_context.Log, Contract.Number, Route.Name, read.Window);
        _untrustedReads = 0;
        return true;
    }

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    /// <summary>What a window is read for, which decides what is written down behind it.</summary>
    private enum Purpose
    {
        /// <summary>The cursor moves behind it.</summary>
        Head,

        /// <summary>It lies behind the cursor and is covered.</summary>
        Behind,

        /// <summary>It lies behind the cursor and becomes covered.</summary>
        Cover,

        /// <summary>It is delivered whatever is settled.</summary>
        Again,
    }

    private readonly record struct ReadSummary(Window Window, bool IsTrusted, bool IsSaturated, bool Moves)
    {
        public long Delivered { get; init; }

        public long Settled { get; init; }
    }

    [LoggerMessage(LogLevel.Warning, "Contract {Contract}, sink {Sink}: second {Window} holds more events than the API gives out; what could be reached is delivered, the rest is an open gap")]
    private static partial void LogSaturated(ILogger log, string contract, string sink, Window window);

    [LoggerMessage(LogLevel.Information, "Contract {Contract}, sink {Sink}: window {Window} did not read consistently (time {Count}); delivered what was read, reading it again at the next poll")]
    private static partial void LogUntrusted(ILogger log, string contract, string sink, Window window, int count);

    [LoggerMessage(LogLevel.Warning, "Contract {Contract}, sink {Sink}: window {Window} never read consistently; moving on, later checks will settle it")]
    private static partial void LogMovedOn(ILogger log, string contract, string sink, Window window);
}
