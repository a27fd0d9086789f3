namespace ActivityLogForwarder.Core;

/// <summary>Where the forwarder stands: what <c>/api/status</c>, <c>/readyz</c>, <c>status</c> and the page show.</summary>
/// <param name="Now">When the picture was taken.</param>
/// <param name="LastTick">
/// When the slowest of the loops last went round; null: none runs here, the picture is of the state alone.
/// </param>
public sealed record ForwarderStatus(
    DateTime Now, DateTime? LastTick, IReadOnlyList<LaneStatus> Lanes, IReadOnlyList<ContractStatus> Contracts)
{
    public IReadOnlyList<AccountStatus> Accounts { get; init; } = [];

    /// <summary>Size of the state on disk, in bytes.</summary>
    public long StateBytes { get; init; }

    /// <summary>The hours of the last days; made when asked for, since the ledger is read for it.</summary>
    public Func<LaneFilter, HourCalendar> Calendar { get; init; } = static _ => HourCalendar.Empty;
}

/// <summary>How using an account's credentials goes.</summary>
/// <param name="CredentialExpires">When the token ends by its own word; null where it has none.</param>
/// <param name="LastError">
/// Type and code of what last went wrong with the account as a whole, such as discovering its contracts; null while
/// all is well.
/// </param>
public sealed record AccountStatus(string Account, DateTime? CredentialExpires, string? LastError);

/// <summary>One contract's way to one sink.</summary>
/// <param name="Cursor">Every event before it is settled.</param>
/// <param name="ExpectedLag">How far behind now the cursor is when all is well: settle, poll interval and a margin.</param>
/// <param name="Delivered">Events delivered since the start of the ledger.</param>
/// <param name="DeadLetters">Events set aside and not yet replayed or discarded.</param>
/// <param name="IsHeld">Whether the sink refuses everything and its cursor stays for that reason.</param>
/// <param name="IsConfirmed">Whether the sink's "accepted" is a receiver's word.</param>
/// <param name="LastError">Type and code of what last went wrong, never with quoted values; null while all is well.</param>
/// <param name="IsOrphaned">Whether the sink or contract is no longer configured.</param>
public sealed record LaneStatus(
    string Account, string Contract, string Sink, DateTime Cursor, TimeSpan ExpectedLag, long Delivered,
    long DeadLetters, bool IsHeld, bool IsConfirmed, string? LastError, DateTime? LastErrorAt, bool IsOrphaned)
{
    /// <summary>How far the cursor is behind.</summary>
    public TimeSpan Lag(DateTime now) => now > Cursor ? now - Cursor : TimeSpan.Zero;

    /// <summary>Events missing by the last recheck of each hour; null: not known from the state alone.</summary>
    public long? Missing { get; init; }

    /// <summary>Events delivered a minute over the last five; null: not known from the state alone.</summary>
    public double? PerMinute { get; init; }
}

/// <summary>How reading a contract goes.</summary>
/// <param name="LastPoll">When it was last read without an error; null: not yet, or not known from the state alone.</param>
/// <param name="LastEvent">The latest event time seen.</param>
/// <param name="LastError">Type and code of what last went wrong; null while all is well.</param>
/// <param name="OpenGaps">Seconds of which the API does not give out everything.</param>
public sealed record ContractStatus(
    string Account, string Contract, DateTime? LastPoll, DateTime? LastEvent, string? LastError, long OpenGaps);
