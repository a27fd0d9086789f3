using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>
/// TCP and TLS (RFC 6587, RFC 5425). Nothing acknowledges: a batch counts as accepted once the receiver's system has all
/// of it and the connection is still up, the first one only after a while.
/// </summary>
internal sealed class StreamClient(SyslogOptions options, MessageWriter writer, Dialer dialer, TimeProvider clock) : ISyslogClient
{
    // Progress is seen after each piece; most batches are one or two.
    private const int Piece = 1 << 20;

    // What a header and the framing mostly take.
    private const int HeaderSize = 224;

    private Connection? _connection;

    // Whether the connection has stayed up behind a batch.
    private bool _isProven;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        using var frames = new Utf8Buffer(batch.EstimateBytes(HeaderSize));
        Fill(batch, frames);
        if (frames.Length > 0)
            await SendAsync(frames.Written, cancellationToken).ConfigureAwait(false);
        foreach (ref var result in batch.Results.Span)
        {
            if (result.Outcome != WriteOutcome.Rejected)
                result = WriteResult.Accepted;
        }
    }

    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.ConnectTimeout, clock, cancellationToken);
        using var connection = await dialer.DialAsync(deadline.Token).ConfigureAwait(false);
        if (!await connection.StaysUpAsync(options.Probation, deadline.Token).ConfigureAwait(false))
            throw Closed();
        await connection.CloseAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => LeaveAsync();

    private void Fill(Batch batch, Utf8Buffer frames)
    {
        var items = batch.Items.Span;
        for (var i = 0; i < items.Length; i++)
        {
            if (!TryFrame(batch.Contract, items[i], frames, out var refusal))
                batch.Results.Span[i] = refusal;
        }
    }

    private bool TryFrame(Contract contract, in Payload item, Utf8Buffer frames, out WriteResult refusal)
    {
        if (options.CountsOctets)
        {
            var counting = new OctetCounting(frames, item.Body.Length + HeaderSize);
            counting.Begin();
            if (writer.TryAppend(contract, item, frames, out refusal))
                counting.End();
            else
                counting.Forget();
        }
        else if (writer.TryAppend(contract, item, frames, out refusal))
        {
            frames.Write((byte)'\n');
        }

        return refusal.Outcome != WriteOutcome.Rejected;
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.Timeout, clock, cancellationToken);
        try
        {
            var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            for (var start = 0; start < frames.Length; start += Piece)
            {
                deadline.Renew();
                await connection.SendAsync(frames.Slice(start, Math.Min(Piece, frames.Length - start)), deadline.Token).ConfigureAwait(false);
            }

            await connection.DrainAsync(deadline).ConfigureAwait(false);
            var isUp = _isProven
                ? connection.IsUpAsync(deadline.Token)
                : connection.StaysUpAsync(options.Probation, deadline.Token);
            _isProven = await isUp.ConfigureAwait(false) ? true : throw Closed();
        }
        catch
        {
            // A part of a frame may be under way: nothing more may follow it.
            _connection?.Dispose();
            _connection = null;
            throw;
        }
    }

    private async ValueTask<Connection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.ConnectTimeout, clock, cancellationToken);
        if (_connection is { } old && (dialer.HaveFilesChanged() || !await old.IsUpAsync(deadline.Token).ConfigureAwait(false)))
            await LeaveAsync().ConfigureAwait(false);
        if (_connection is null)
        {
            _connection = await dialer.DialAsync(deadline.Token).ConfigureAwait(false);
            _isProven = false;
        }

        return _connection;
    }

    private async ValueTask LeaveAsync()
    {
        if (_connection is { } connection)
            await connection.CloseAsync().ConfigureAwait(false);
        _connection = null;
    }

    private static IOException Closed() => new("The peer closed the connection.");
}
