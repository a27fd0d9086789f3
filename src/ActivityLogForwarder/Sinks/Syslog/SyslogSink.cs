using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>
/// A syslog receiver over UDP, TCP, TLS, RELP, or RELP over TLS, with headers of RFC 5424 or RFC 3164. One connection,
/// on which batches take turns.
/// </summary>
public sealed class SyslogSink : ISink
{
    public static readonly SinkType Type = new(
        "syslog", "cef", SyslogOptions.Description,
        settings => new SyslogSink(SyslogOptions.From(settings.Values, settings.Format), settings.Facts, settings.Clock));

    private readonly SyslogOptions _options;
    private readonly ISyslogClient _client;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isDisposed;

    public SyslogSink(SyslogOptions options, ReadFacts facts, TimeProvider clock)
    {
        _options = options;
        var writer = new MessageWriter(options, facts);
        var dialer = new Dialer(options, clock);
        _client = options.Transport switch
        {
            SyslogTransport.Udp => new DatagramClient(options, writer, clock),
            var transport when transport.IsRelp() => new RelpClient(options, writer, dialer, clock),
            _ => new StreamClient(options, writer, dialer, clock),
        };
    }

    /// <summary>True over RELP, whose receiver acknowledges each message.</summary>
    public bool IsConfirmed => _options.Transport.IsRelp();

    public ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken) =>
        TakeTurnAsync(token => _client.WriteAsync(batch, token), cancellationToken);

    public ValueTask CheckAsync(CancellationToken cancellationToken) => TakeTurnAsync(_client.CheckAsync, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_isDisposed)
                await _client.DisposeAsync().ConfigureAwait(false);
            _isDisposed = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask TakeTurnAsync(Func<CancellationToken, ValueTask> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            await action(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailures.IsKnown(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ConnectionFailures.From(exception, _options.Address.Authority);
        }
        finally
        {
            _turn.Release();
        }
    }
}
