using System.Net.Sockets;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>A syslog receiver over TCP, one event a line.</summary>
internal sealed class SyslogReceiver : TcpReceiver
{
    protected override async Task ServeAsync(NetworkStream stream, CancellationToken stop)
    {
        var buffer = new byte[256 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0)
            Received(buffer.AsSpan(0, read).Count((byte)'\n'));
    }
}
