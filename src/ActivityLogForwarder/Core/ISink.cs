namespace ActivityLogForwarder.Core;

/// <summary>
/// A place that events are delivered to. It makes <em>one</em> attempt at one batch and says per event what became
/// of it; it does not retry, log, count, sleep, or keep anything back across calls. Batches may come for several
/// contracts at once. Creating it does no I/O; it connects with its first batch.
/// </summary>
public interface ISink : IAsyncDisposable
{
    /// <summary>
    /// Whether "accepted" is a receiver's or a disk's word. False where it only means "handed over"
    /// (<c>stdout</c>, plain TCP, UDP, Splunk without acknowledgement).
    /// </summary>
    bool IsConfirmed { get; }

    /// <summary>
    /// Whether the receiver recognises an event that it was sent before, so that a repeat does not show. What has been delivered may then be written
    /// down a little later, several batches at once; elsewhere each batch is, before the next one is sent.
    /// </summary>
    bool RecognisesRepeats => false;

    /// <summary>Tries once to deliver the batch and sets <see cref="Batch.Results"/>, item by item.</summary>
    /// <exception cref="SinkException">Every item not yet judged must be tried again.</exception>
    ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Finds out whether a batch could be delivered (name, connection, certificate, credential, target), changing
    /// nothing at the receiver.
    /// </summary>
    /// <exception cref="SinkException">It could not, with one line that says why.</exception>
    ValueTask CheckAsync(CancellationToken cancellationToken);
}

/// <summary>An attempt that failed as a whole and must be repeated.</summary>
/// <param name="code">
/// A short word for status, metrics and logs, such as <c>timeout</c>, <c>connection-refused</c>, <c>http-503</c>.
/// </param>
/// <param name="message">One line for the operator: no secret, nothing quoted from an event or from the receiver.</param>
/// <param name="retryAfter">How long the receiver asks to be left alone, if it does.</param>
/// <param name="innerException">The cause, if an exception was it.</param>
public sealed class SinkException(
    string code, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string Code { get; } = code;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
