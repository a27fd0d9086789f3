using System.Net;
using System.Net.Sockets;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>Passes connections on to a server, until it is broken: then it drops them and listens no more.</summary>
/// <param name="target">The server, on loopback.</param>
internal sealed class Relay(Uri target) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private TcpListener? _listener;
    private int _port;
    private volatile TaskCompletionSource? _hold;

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>Whether anyone has connected.</summary>
    public bool WasTouched { get; private set; }

    /// <summary>Listens, the second time at the same port.</summary>
    public void Start()
    {
        var listener = _listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();
        _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync(listener);
    }

    public void Break()
    {
        _listener?.Stop();
        lock (_lock)
        {
            foreach (var socket in _open)
                socket.Close(0);
            _open.Clear();
        }
    }

    /// <summary>Passes nothing on to the server until what is returned is disposed.</summary>
    public IDisposable Hold()
    {
        var hold = _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _hold = null;
            hold.SetResult();
        });
    }

    public void Dispose() => Break();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                WasTouched = true;
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_lock)
                    _open.AddRange([client, server]);
                await server.ConnectAsync(target.Host, target.Port);
                _ = PumpAsync(client, server, waits: true);
                _ = PumpAsync(server, client, waits: false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Broken, as asked.
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool waits)
    {
        try
        {
            var buffer = new byte[1 << 16];
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                if (waits && _hold is { } hold)
                    await hold.Task;
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One end is gone, and so is the other below.
        }

        from.Close();
        to.Close();
    }

    private sealed class Release(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
