using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>
/// A way to the receiver. One caller at a time. Failures leave as the exceptions of sockets and TLS, and the connection
/// with them.
/// </summary>
internal interface ISyslogClient : IAsyncDisposable
{
    /// <summary>Sends the batch and sets its results.</summary>
    ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken);

    /// <summary>Goes as far as one can without sending a message.</summary>
    ValueTask CheckAsync(CancellationToken cancellationToken);
}
