namespace ActivityLogForwarder.Core;

/// <summary>What a window is read for, which decides what is written down behind it.</summary>
internal enum ReadPurpose
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

/// <summary>A window that a lane is to read and deliver, or a first part of it.</summary>
/// <param name="Window">The window; not empty.</param>
/// <param name="Priority">Whose share of the rate it takes.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Only">The only ids that may be missing; null: any.</param>
internal readonly record struct WindowRequest(
    Window Window, ReadPriority Priority, ReadPurpose Purpose, IReadOnlySet<EventKey>? Only = null)
{
    /// <summary>A recheck that waited for a dead sink would keep others from theirs; it comes round again.</summary>
    public bool IsPatient => Priority != ReadPriority.Recheck;

    /// <summary>Whether the rest of the window is begun to be read while a first part of it is delivered.</summary>
    public bool ReadsAhead => Purpose is ReadPurpose.Cover or ReadPurpose.Again;
}

/// <summary>What came of a <see cref="WindowRequest"/>.</summary>
/// <param name="Window">What was read: a first part of what was asked for, or all of it; empty: nothing.</param>
/// <param name="IsTrusted"><see cref="WindowRead.IsTrusted"/>.</param>
/// <param name="IsSaturated"><see cref="WindowRead.IsSaturated"/>.</param>
/// <param name="Moves">Whether the cursor stands at its end, once it is delivered.</param>
internal readonly record struct WindowOutcome(Window Window, bool IsTrusted, bool IsSaturated, bool Moves)
{
    /// <summary>Whether all of it is settled.</summary>
    public bool IsDelivered { get; init; }

    /// <summary>Events that were delivered.</summary>
    public long Delivered { get; init; }

    /// <summary>Events that were not settled before, however they are now.</summary>
    public long Settled { get; init; }
}
