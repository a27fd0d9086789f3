namespace ActivityLogForwarder.Core;

/// <summary>What became of one event in one attempt.</summary>
public enum WriteOutcome
{
    /// <summary>Not accepted, and not the event's fault: it must be sent again. The default.</summary>
    Retry,

    /// <summary>Accepted in the sense of the sink's documentation.</summary>
    Accepted,

    /// <summary>The receiver had it already; as good as accepted.</summary>
    AcceptedBefore,

    /// <summary>Refused for good, and the event itself is why.</summary>
    Rejected,

    /// <summary>The batch was too large: halves of it may do. One event alone is rejected.</summary>
    TooLarge,
}

/// <summary>A sink's word on one event.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">
/// Why, for <see cref="WriteOutcome.Rejected"/>, <see cref="WriteOutcome.TooLarge"/> and
/// <see cref="WriteOutcome.Retry"/>: a type or code of the receiver's, never text quoted from an event.
/// </param>
/// <param name="RetryAfter">How long the receiver asks to be left alone, if it does.</param>
public readonly record struct WriteResult(WriteOutcome Outcome, string? Reason = null, TimeSpan? RetryAfter = null)
{
    public static readonly WriteResult Accepted = new(WriteOutcome.Accepted);
    public static readonly WriteResult AcceptedBefore = new(WriteOutcome.AcceptedBefore);

    public static WriteResult Rejected(string reason) => new(WriteOutcome.Rejected, reason);

    public static WriteResult TooLarge(string reason) => new(WriteOutcome.TooLarge, reason);

    public static WriteResult Retry(string reason, TimeSpan? after = null) => new(WriteOutcome.Retry, reason, after);
}
