using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>
/// A TCP connection, with TLS where asked, that notices when its peer has gone: a read is always pending, so that an
/// end or a TLS alert shows at once. One caller at a time.
/// </summary>
internal sealed class Connection : IDisposable
{
    /// <summary>How long a peer may take over a goodbye. Nothing depends on it.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    // A thread that waits so often by itself costs less than a timer and the threads that it wakes. No more often, since
    // whoever else needs the thread waits as well.
    private const int MaxHeldPauses = 3;

    // Far more than it takes to read what the system has received already.
    private const int MaxPauses = 1000;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly byte[] _input = new byte[16 * 1024];
    private Task<int>? _reading;

    // Whether the peer's system had all of the last batch within the pauses for which a thread may be held.
    private bool _isNear = true;

    private Connection(Socket socket, Stream stream) => (_socket, _stream) = (socket, stream);

    /// <summary>Connects, and with <paramref name="ssl"/> shakes hands.</summary>
    public static async Task<Connection> OpenAsync(
        string host, int port, SslClientAuthenticationOptions? ssl, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(new DnsEndPoint(host, port), cancellationToken).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return ssl is null ? new Connection(socket, stream) : await SecureAsync(socket, stream, ssl, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>What comes next from the peer, until the next call; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = await Reading().WaitAsync(cancellationToken).ConfigureAwait(false);
        _reading = null;
        return _input.AsMemory(0, length);
    }

    /// <summary>Whether the connection is up and the peer has said nothing that was not received.</summary>
    public async ValueTask<bool> IsSilentAsync(CancellationToken cancellationToken)
    {
        for (var pauses = 0; pauses < MaxPauses; pauses++)
        {
            if (Reading().IsCompleted)
                return false;
            if (!_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
                return true;
            // The system has something, an end perhaps, that the pending read is about to see.
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Whether the connection is up; what the peer said is forgotten.</summary>
    public async ValueTask<bool> IsUpAsync(CancellationToken cancellationToken)
    {
        while (!await IsSilentAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_reading is not { IsCompletedSuccessfully: true } || await _reading.ConfigureAwait(false) == 0)
                return false;
            _reading = null;
        }

        return true;
    }

    /// <summary>Whether the connection is up during all of the time.</summary>
    public async ValueTask<bool> StaysUpAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var end = Task.Delay(time, cancellationToken);
        while (await Task.WhenAny(Reading(), end).ConfigureAwait(false) != end)
        {
            if (!await IsUpAsync(cancellationToken).ConfigureAwait(false))
                return false;
        }

        return await IsUpAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the peer's system has all that was sent, where the system tells.</summary>
    /// <exception cref="IOException">The peer has gone.</exception>
    public async ValueTask DrainAsync(Deadline deadline)
    {
        var pauses = 0;
        for (var last = int.MaxValue; Posix.Unacknowledged(_socket) is > 0 and var left; last = left)
        {
            if (left < last)
                deadline.Renew();
            if (++pauses <= MaxHeldPauses && _isNear && !Reading().IsCompleted && !_socket.Poll(Pause, SelectMode.SelectRead))
                continue;
            if (!await IsUpAsync(deadline.Token).ConfigureAwait(false))
                throw new IOException("The peer closed the connection.");
            await Task.Delay(Pause, deadline.Token).ConfigureAwait(false);
        }

        _isNear = pauses <= MaxHeldPauses;
    }

    /// <summary>Says goodbye, as far as the peer listens, and closes.</summary>
    public async ValueTask CloseAsync()
    {
        // What goes wrong here says only that the peer was gone before.
        if (_stream is SslStream ssl)
            await ssl.ShutdownAsync().WaitAsync(Farewell).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The same.
        }

        Dispose();
    }

    /// <summary>Closes at once.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        // What the pending read ends with is of no interest, but somebody must have looked at it.
        _ = _reading?.ContinueWith(static read => read.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private Task<int> Reading() => _reading ??= _stream.ReadAsync(_input).AsTask();

    private static async Task<Connection> SecureAsync(
        Socket socket, NetworkStream stream, SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        var ssl = new SslStream(stream);
        try
        {
            await ssl.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return new Connection(socket, ssl);
        }
        catch
        {
            await ssl.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
