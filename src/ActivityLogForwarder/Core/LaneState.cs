namespace ActivityLogForwarder.Core;

/// <summary>Where a lane stands.</summary>
/// <param name="Lane">Contract and sink.</param>
/// <param name="Cursor">Every event before it is settled.</param>
/// <param name="Covered">
/// The spans of time read for this lane, in order, apart from each other; the last ends at the cursor.
/// </param>
public sealed record LaneState(LaneKey Lane, DateTime Cursor, IReadOnlyList<Window> Covered);

/// <summary>How an event came to be settled for a sink.</summary>
public enum SettledAs
{
    Delivered,
    Dropped,
    DeadLettered,
    Discarded,
}

/// <summary>One event done with, for one sink.</summary>
/// <param name="Key"><see cref="EventId.Key"/>.</param>
/// <param name="Time">The event's time; the start of its window where it has none.</param>
/// <param name="HasTime">Whether <paramref name="Time"/> was read from the event.</param>
/// <param name="How">What became of it.</param>
public readonly record struct SettledEvent(EventKey Key, DateTime Time, bool HasTime, SettledAs How);

/// <summary>What one delivery changes, in one transaction.</summary>
/// <param name="Lane">A lane begun before.</param>
/// <param name="Now">When the delivery happened.</param>
public sealed record LaneCommit(LaneKey Lane, DateTime Now)
{
    /// <summary>Events settled by this delivery and not before.</summary>
    public IReadOnlyList<SettledEvent> Settled { get; init; } = [];

    /// <summary>The cursor's new place, at a window's end; what lies between becomes covered. Null: it stays.</summary>
    public DateTime? Cursor { get; init; }

    public IReadOnlyList<DeadLetter> DeadLetters { get; init; } = [];

    /// <summary>A second of which not everything could be read.</summary>
    public Window? Gap { get; init; }

    /// <summary>A gap that has been read whole since.</summary>
    public Window? ClosedGap { get; init; }

    /// <summary>A span read whole elsewhere than at the cursor.</summary>
    public Window? Covered { get; init; }

    /// <summary>
    /// An hour that is settled anew: its ids, its ledger row and what was explained of it are taken away before anything
    /// else is written.
    /// </summary>
    public DateTime? Forgotten { get; init; }

    /// <summary>What reading a span again has explained.</summary>
    public ExplainedDifference? Explained { get; init; }

    /// <summary>Whether the store may keep it back for some milliseconds, for others to share the sync of the disk with.</summary>
    public bool MayWait { get; init; }
}

/// <summary>
/// A difference between the API's total of a span and what is settled there that reading the span again did not make
/// go away: an event listed twice, a boundary counted twice.
/// </summary>
/// <param name="Window">An hour, or the covered part of one.</param>
/// <param name="Difference">The API's total less what is settled.</param>
public sealed record ExplainedDifference(Window Window, long Difference);

/// <summary>A second of which the API does not give out everything.</summary>
public sealed record Gap(LaneKey Lane, Window Window);

/// <summary>
/// What a sink has settled of one hour.
/// </summary>
/// <param name="Hour">Its first second, UTC.</param>
/// <param name="Digest">The sum of the settled keys mod 2^128: it tells sets of ids apart, whatever their order.</param>
public sealed record LedgerRow(
    DateTime Hour, long Delivered, long Dropped, long DeadLettered, long Discarded, EventKey Digest)
{
    public long Settled => Delivered + Dropped + DeadLettered + Discarded;
}

/// <summary>An event set aside because it alone cannot be delivered.</summary>
/// <param name="Lane">The contract and sink it was meant for.</param>
/// <param name="EventId">The event's id as text.</param>
/// <param name="EventTime">The event's time.</param>
/// <param name="SetAsideAt">When it was set aside.</param>
/// <param name="Reason">A type or code, nothing quoted from the event.</param>
/// <param name="Payload">The <c>_source</c> object as it came; null in lists.</param>
public sealed record DeadLetter(
    LaneKey Lane, string EventId, DateTime EventTime, DateTime SetAsideAt, string Reason, byte[]? Payload)
{
    /// <summary>Given by the store, rising.</summary>
    public long Number { get; init; }

    /// <summary>
    /// Whether the ledger counts the event as set aside by this letter. Not after a rewind, which has forgotten it, nor
    /// where it was refused when it was delivered beside the ledger.
    /// </summary>
    public bool IsCounted { get; init; } = true;
}
