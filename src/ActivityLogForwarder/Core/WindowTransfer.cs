namespace ActivityLogForwarder.Core;

/// <summary>
/// Brings one window of a contract's log to a lane's sink: waits until the sink takes anything, and for the lane's turn; reads, delivers what is
/// not settled, and moves the cursor where that is what the window was read for.
/// </summary>
internal sealed class WindowTransfer
{
    private readonly Lane _lane;
    private readonly LaneContext _context;
    private readonly LaneTurn _turn;
    private readonly LaneCursor _cursor;
    private readonly LaneReads _reads;
    private readonly WindowDelivery _delivery;

    public WindowTransfer(Lane lane, LaneContext context, LaneTurn turn, LaneCursor cursor, LaneCommits commits)
    {
        (_lane, _context, _turn, _cursor) = (lane, context, turn, cursor);
        _reads = new LaneReads(context.Source, lane.Contract);
        _delivery = new WindowDelivery(lane, context, commits);
    }

    /// <summary>
    /// Reads and delivers a window, again and again until the sink takes it, unless the request is not patient. The turn is taken anew each
    /// time, and is over on return. A window at the head whose start the cursor has left meanwhile is not read: an empty one is the outcome.
    /// </summary>
    /// <param name="request">The window.</param>
    /// <param name="stop">Nothing more is begun.</param>
    /// <param name="abort">What is under way ends at once.</param>
    /// <exception cref="SourceException">The API could not be read.</exception>
    /// <exception cref="StateException">The state could not be written.</exception>
    public async Task<WindowOutcome> RunAsync(WindowRequest request, CancellationToken stop, CancellationToken abort)
    {
        var route = _lane.Route;
        var (delivered, settled) = (0L, 0L);
        while (true)
        {
            if (!request.IsPatient && !route.Gate.IsOpen)
                return default;
            // Nothing is fetched for a sink that would not take it.
            await route.Gate.WaitOpenAsync(stop).ConfigureAwait(false);
            await route.Windows.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                if (!route.Gate.IsOpen)
                    continue;
                using var held = await _turn.TakeAsync(stop).ConfigureAwait(false);
                var outcome = await RunAsync(request, held, stop, abort).ConfigureAwait(false);
                (delivered, settled) = (delivered + outcome.Delivered, settled + outcome.Settled);
                if (outcome.IsDelivered || !request.IsPatient || stop.IsCancellationRequested)
                    return outcome with { Delivered = delivered, Settled = settled };
            }
            finally
            {
                route.Windows.Release();
            }
        }
    }

    /// <summary>
    /// Gives up what was read ahead; its memory is free on return. To be called at the end of a walk whose requests
    /// <see cref="WindowRequest.ReadsAhead"/>.
    /// </summary>
    public async Task DropAheadAsync()
    {
        Task dropped;
        using (await _turn.TakeAsync(CancellationToken.None).ConfigureAwait(false))
            dropped = _reads.DropAsync();
        await dropped.ConfigureAwait(false);
    }

    private async Task<WindowOutcome> RunAsync(WindowRequest request, LaneTurn.Held held, CancellationToken stop, CancellationToken abort)
    {
        var isHead = request.Purpose == ReadPurpose.Head;
        // While another had the turn, the cursor may have been moved back.
        if (isHead && request.Window.Start != _cursor.Position)
            return new WindowOutcome(new Window(_cursor.Position, _cursor.Position), true, false, false) { IsDelivered = true };
        // What is read behind the cursor is compared with what is written down.
        if (!isHead)
            await _cursor.DrainAsync(held).ConfigureAwait(false);
        using var read = await _reads.ReadAsync(request.Window, request.Priority, stop).ConfigureAwait(false);
        if (request.ReadsAhead && read.Window.End < request.Window.End && !read.Window.IsEmpty)
            _reads.Begin(new Window(read.Window.End, request.Window.End), request.Priority, stop);

        var outcome = new WindowOutcome(read.Window, read.IsTrusted, read.IsSaturated, isHead && _cursor.MayMove(_lane.Key, read));
        return read.Window.IsEmpty
            ? outcome with { IsDelivered = true }
            : await DeliverAsync(request, read, outcome, held, stop, abort).ConfigureAwait(false);
    }

    private async Task<WindowOutcome> DeliverAsync(
        WindowRequest request, WindowRead read, WindowOutcome outcome, LaneTurn.Held held, CancellationToken stop, CancellationToken abort)
    {
        using var known = new SettledIds();
        Load(known, request, read);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, _turn.Interrupted);
        var (delivered, settled) = (_lane.Counts.Delivered, _lane.Counts.New);
        try
        {
            var isDelivered = await _delivery.DeliverAsync(
                read, known, request.Purpose == ReadPurpose.Again, AtEnd(request, read, outcome.Moves), request.IsPatient, end.Token, abort).ConfigureAwait(false);
            if (isDelivered && outcome.Moves)
                _cursor.MoveTo(read.Window.End, held);
            return outcome with { IsDelivered = isDelivered, Delivered = _lane.Counts.Delivered - delivered, Settled = _lane.Counts.New - settled };
        }
        catch
        {
            await _cursor.DrainAsync(held).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What is not to be sent: what is settled, and all that may not be missing.</summary>
    private void Load(SettledIds known, WindowRequest request, WindowRead read)
    {
        if (request.Purpose != ReadPurpose.Again)
            _context.Store.LoadSettled(_lane.Key, read.Window, known);
        if (request.Only is not { } only)
            return;
        foreach (var activity in read.Events)
        {
            if (!only.Contains(activity.Id.Key))
                known.Add(activity.Id.Key);
        }
    }

    private static WindowDelivery.AtEnd AtEnd(WindowRequest request, WindowRead read, bool moves) => request.Purpose switch
    {
        ReadPurpose.Head when moves => new WindowDelivery.AtEnd(
            Cursor: read.Window.End, Gap: read.IsSaturated ? read.Window : null, MayWait: !read.IsSaturated),
        ReadPurpose.Cover when read.IsTrusted => new WindowDelivery.AtEnd(Covered: read.Window, Gap: read.IsSaturated ? read.Window : null),
        // Late events may fill a second that was read whole before.
        ReadPurpose.Behind when read.IsSaturated => new WindowDelivery.AtEnd(Gap: read.Window),
        // A second that was a gap and has been read whole is none any more.
        ReadPurpose.Behind when read.IsTrusted && request.Window.Length == TimeSpan.FromSeconds(1) => new WindowDelivery.AtEnd(ClosedGap: read.Window),
        _ => default,
    };
}
