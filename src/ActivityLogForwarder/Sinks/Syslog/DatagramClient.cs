using System.Net;
using System.Net.Sockets;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>UDP (RFC 5426). Sent is all that can be said; only a receiver's system that refuses shows, where it does.</summary>
internal sealed class DatagramClient(SyslogOptions options, MessageWriter writer, TimeProvider clock) : ISyslogClient
{
    /// <summary>After so long the name is resolved again: nothing else would show that the receiver has moved.</summary>
    private static readonly TimeSpan ResolveEvery = TimeSpan.FromMinutes(1);

    private readonly Utf8Buffer _message = new(4096);
    private Socket? _socket;
    private long _openedAt;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.Timeout, clock, cancellationToken);
        try
        {
            for (var i = 0; i < batch.Count; i++)
            {
                _message.Clear();
                if (writer.TryAppend(batch.Contract, batch.Items.Span[i], _message, out batch.Results.Span[i]))
                    await SendAsync(_message.Written, deadline.Token).ConfigureAwait(false);
            }

            ThrowIfRefused();
        }
        catch
        {
            Close();
            throw;
        }

        foreach (ref var result in batch.Results.Span)
        {
            if (result.Outcome != WriteOutcome.Rejected)
                result = WriteResult.Accepted;
        }
    }

    /// <summary>Resolves the name; nothing else can be known without a message.</summary>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.ConnectTimeout, clock, cancellationToken);
        using var socket = await OpenAsync(deadline.Token).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        Close();
        _message.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (_socket is not null && clock.GetElapsedTime(_openedAt) >= ResolveEvery)
            Close();
        if (_socket is null)
        {
            _socket = await OpenAsync(cancellationToken).ConfigureAwait(false);
            _openedAt = clock.GetTimestamp();
        }

        await _socket.SendAsync(message, SocketFlags.None, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Socket> OpenAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Connected, so that the system tells of refusals.
            var endPoint = new DnsEndPoint(options.Address.IdnHost, SyslogTransports.Port(options.Address));
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void ThrowIfRefused()
    {
        if (_socket?.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int and not 0 and var error)
            throw new SocketException(error);
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
