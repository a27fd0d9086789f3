namespace ActivityLogForwarder.Core;

/// <summary>What a request is for. An account's rate goes to the lowest value that waits.</summary>
public enum ReadPriority
{
    /// <summary>New events of a contract that is up to date, and the comparison of its overlap.</summary>
    Live,

    /// <summary>A lane that lags behind its contract's latest tick.</summary>
    Lagging,

    /// <summary>A past range that was asked for, and repairs.</summary>
    Backfill,

    /// <summary>Comparing what is settled with the API; never more than a fifth of the rate.</summary>
    Recheck,
}

/// <summary>Where activities are read. It knows no cursor and no sink, and keeps nothing it has not been asked for.</summary>
public interface IEventSource
{
    /// <summary>
    /// The latest second up to which the contract's log may be read: <c>settle</c> behind the earlier of the local
    /// and the API's clock.
    /// </summary>
    DateTime LatestEnd(Contract contract);

    /// <summary>
    /// Reads events of the contract from the start of the window on, whole and consistently. Where the window holds
    /// more than may be read at once, the answer is a first part of it: <see cref="WindowRead.Window"/> says up to
    /// where; ask again from there. Callers that ask for the same at about the same time share one walk; each
    /// disposes what it got.
    /// </summary>
    /// <exception cref="SourceException">Nothing could be read.</exception>
    Task<WindowRead> ReadAsync(
        Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken);

    /// <summary>How many events the API says the window holds; null where it gives no exact number.</summary>
    /// <exception cref="SourceException">Nothing could be read.</exception>
    Task<long?> CountAsync(
        Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken);
}

/// <summary>The source could not answer; asking again later may help.</summary>
/// <param name="code">A short word for status, metrics and logs, such as <c>timeout</c> or <c>http-403</c>.</param>
/// <param name="message">One line for the operator: no secret, nothing quoted from an answer.</param>
/// <param name="isRefusal">Whether this contract was refused (403, 404): worth asking again only now and then.</param>
/// <param name="innerException">The cause, if an exception was it.</param>
public class SourceException(
    string code, string message, bool isRefusal = false, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string Code { get; } = code;

    public bool IsRefusal { get; } = isRefusal;
}
