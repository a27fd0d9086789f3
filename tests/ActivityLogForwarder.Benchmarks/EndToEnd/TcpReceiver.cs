using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>Takes what comes over connections, as fast as it comes.</summary>
internal abstract class TcpReceiver : Receiver
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private long _count;
    private long _firstAt;

    protected TcpReceiver()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public override int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public override long Count => Volatile.Read(ref _count);

    public override long FirstAt => Volatile.Read(ref _firstAt);

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    protected void Received(int events)
    {
        if (events == 0)
            return;
        Interlocked.CompareExchange(ref _firstAt, Stopwatch.GetTimestamp(), 0);
        Interlocked.Add(ref _count, events);
    }

    /// <summary>Serves a connection until its peer closes it.</summary>
    protected abstract Task ServeAsync(NetworkStream stream, CancellationToken stop);

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
            _ = Task.Run(async () =>
            {
                using (client)
                {
                    client.NoDelay = true;
                    client.ReceiveBufferSize = 4 << 20;
                    try
                    {
                        await ServeAsync(client.GetStream(), _stop.Token).ConfigureAwait(false);
                    }
                    catch (Exception exception) when (exception is IOException or OperationCanceledException)
                    {
                        // The forwarder has gone, or the run is over.
                    }
                }
            });
        }
    }
}
