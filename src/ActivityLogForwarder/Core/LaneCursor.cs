namespace ActivityLogForwarder.Core;

/// <summary>
/// Where a lane stands, and when that changes: it moves to the end of a window once all of it is settled, falls back to what is on the disk
/// where something could not be written down, and is put elsewhere by a rewind. All of that happens in the lane's turn only; whoever
/// holds none may look.
/// </summary>
internal sealed partial class LaneCursor
{
    /// <summary>So many inconsistent reads of one window, and the cursor moves on.</summary>
    private const int MaxUntrustedReads = 3;

    private readonly LaneTurn _turn;
    private readonly LaneCommits _commits;
    private readonly ILogger _log;
    private int _untrustedReads;

    public LaneCursor(LaneState state, LaneTurn turn, LaneCommits commits, ILogger log)
    {
        (_turn, _commits, _log) = (turn, commits, log);
        Position = Before = state.Cursor;
        CoveredFrom = StartOfCover(state);
    }

    /// <summary>Every event before it is settled; where the sink recognises repeats, it is written down a moment later.</summary>
    public DateTime Position { get; private set; }

    /// <summary>Where the window before <see cref="Position"/> began: so far ahead of others the lane may be.</summary>
    public DateTime Before { get; private set; }

    /// <summary>Since when, without a hole, all up to <see cref="Position"/> is covered.</summary>
    public DateTime CoveredFrom { get; private set; }

    /// <summary>
    /// Whether the cursor may move behind what was read from it: it was consistent, or has been inconsistent so often that the
    /// recheck must settle it. To be asked once a read.
    /// </summary>
    public bool MayMove(LaneKey lane, WindowRead read)
    {
        if (read.IsTrusted)
        {
            _untrustedReads = 0;
            return true;
        }

        if (++_untrustedReads < MaxUntrustedReads)
        {
            LogUntrusted(_log, lane.Contract, lane.Sink, read.Window, _untrustedReads);
            return false;
        }

        LogMovedOn(_log, lane.Contract, lane.Sink, read.Window);
        _untrustedReads = 0;
        return true;
    }

    /// <summary>Moves to the end of a window that begins here, is settled, and is written down or on its way there.</summary>
    /// <exception cref="InvalidOperationException">The turn is over: a rewind may have put the cursor elsewhere.</exception>
    public void MoveTo(DateTime end, LaneTurn.Held held)
    {
        held.ThrowIfOver();
        (Before, Position) = (Position, end);
    }

    /// <summary>
    /// Waits until all that was settled is on the disk, and falls back to what is there if that fails: the rest is delivered again.
    /// To be called before anything that looks at what is written down, or changes it by other ways than <see cref="LaneCommits"/>.
    /// </summary>
    /// <exception cref="StateException">Something could not be written.</exception>
    public async Task DrainAsync(LaneTurn.Held held)
    {
        held.ThrowIfOver();
        try
        {
            await _commits.DrainAsync().ConfigureAwait(false);
        }
        finally
        {
            if (Position != _commits.Cursor)
                Position = Before = _commits.Cursor;
        }
    }

    /// <summary>The same for who holds no turn; whoever takes it meanwhile does it instead.</summary>
    /// <exception cref="StateException">Something could not be written.</exception>
    public async Task WriteDownAsync()
    {
        while (_commits.IsPending)
        {
            if (await _turn.TryTakeAsync().ConfigureAwait(false) is not { } taken)
                continue;
            using var held = taken;
            await DrainAsync(held).ConfigureAwait(false);
        }
    }

    /// <summary>Takes over what a rewind has written down.</summary>
    public void Rewound(LaneState state, LaneTurn.Held held)
    {
        held.ThrowIfOver();
        Position = Before = _commits.Cursor = state.Cursor;
        CoveredFrom = StartOfCover(state);
        _untrustedReads = 0;
    }

    private static DateTime StartOfCover(LaneState state) =>
        state.Covered is [.., var last] && last.End == state.Cursor ? last.Start : state.Cursor;

    [LoggerMessage(LogLevel.Information, "Contract {Contract}, sink {Sink}: window {Window} did not read consistently (time {Count}); delivered what was read, reading it again at the next poll")]
    private static partial void LogUntrusted(ILogger log, string contract, string sink, Window window, int count);

    [LoggerMessage(LogLevel.Warning, "Contract {Contract}, sink {Sink}: window {Window} never read consistently; moving on, later checks will settle it")]
    private static partial void LogMovedOn(ILogger log, string contract, string sink, Window window);
}
