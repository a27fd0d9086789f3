using System.Net;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>
/// Sends a body as it is written, in pieces that stay in the processor's cache: the whole of a batch need not be
/// copied first. It reads the batch while it is sent, hence <see cref="EndAsync"/>.
/// </summary>
internal sealed class BulkContent(BulkBody body) : HttpContent
{
    // A piece and one more event fill a pooled array.
    private const int BufferSize = 128 * 1024;
    private const int Piece = 96 * 1024;

    private readonly Lock _lock = new();
    private Task _sending = Task.CompletedTask;
    private bool _isOver;

    /// <summary>Returns when nothing reads the batch any more, and sees to it that nothing will.</summary>
    public async Task EndAsync()
    {
        Task sending;
        lock (_lock)
        {
            _isOver = true;
            sending = _sending;
        }

        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        lock (_lock)
            return _isOver ? throw new IOException("The attempt is over.") : _sending = SendAsync(stream, cancellationToken);
    }

    private async Task SendAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var piece = new Utf8Buffer(BufferSize);
        for (var next = body.Write(0, piece, Piece); piece.Length > 0; next = body.Write(next, piece, Piece))
        {
            await stream.WriteAsync(piece.Written, cancellationToken).ConfigureAwait(false);
            piece.Clear();
        }
    }
}
