namespace ActivityLogForwarder.Core;

/// <summary>
/// A piece of a state, whatever store holds it. Pieces come lane by lane, in the order of contract and sink: the lane,
/// then what belongs to it in the order of the records below; unfinished jobs come last. The same state always comes
/// in the same pieces.
/// </summary>
public abstract record StateRecord
{
    private StateRecord()
    {
    }

    /// <summary>A lane begins; what follows is its own.</summary>
    /// <param name="Delivered">Events delivered since it was begun.</param>
    public sealed record Lane(LaneKey Key, DateTime Cursor, long Delivered) : StateRecord;

    /// <summary>A span that is covered.</summary>
    public sealed record Covered(Window Window) : StateRecord;

    /// <summary>A second of which not everything could be read.</summary>
    public sealed record OpenGap(Window Window) : StateRecord;

    /// <summary>A difference that reading a span again has explained.</summary>
    public sealed record Explained(ExplainedDifference Difference) : StateRecord;

    /// <summary>A row of the ledger.</summary>
    public sealed record Hour(LedgerRow Row) : StateRecord;

    /// <summary>Ids settled, of events of one hour.</summary>
    /// <param name="Earliest">The second of the earliest event.</param>
    /// <param name="Latest">The second of the latest event.</param>
    /// <param name="Keys">A segment: <see cref="SettledIds.KeySize"/> bytes an id.</param>
    public sealed record Ids(DateTime Earliest, DateTime Latest, byte[] Keys) : StateRecord;

    /// <summary>Ids settled of events without a readable time.</summary>
    /// <param name="SettledAt">The second in which they were settled.</param>
    /// <param name="Keys">As in <see cref="Ids"/>.</param>
    public sealed record UntimedIds(DateTime SettledAt, byte[] Keys) : StateRecord;

    /// <summary>A dead letter, with its payload and number.</summary>
    public sealed record Letter(DeadLetter DeadLetter) : StateRecord;

    /// <summary>A job that is not finished, with its number.</summary>
    public sealed record UnfinishedJob(Job Job) : StateRecord;
}
