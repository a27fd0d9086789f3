using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>Reads HTTP/1.1 requests from a connection; of their bodies only the number of line feeds is kept.</summary>
internal sealed class HttpInput(NetworkStream stream)
{
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next request's line and headers; null when the peer has closed the connection.</summary>
    public async Task<Head?> ReadHeadAsync(CancellationToken stop)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync(stop).ConfigureAwait(false))
                return null;
        }

        var lines = Encoding.ASCII.GetString(_buffer, _start, length).Split("\r\n");
        _start += length + 4;
        var contentLength = 0L;
        bool isChunked = false, expectsContinue = false;
        foreach (var line in lines.Skip(1))
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                contentLength = long.Parse(line.AsSpan(15), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            isChunked |= line.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase);
            expectsContinue |= line.StartsWith("Expect:", StringComparison.OrdinalIgnoreCase);
        }

        return new Head(lines[0].Split(' ')[1], contentLength, isChunked, expectsContinue);
    }

    public async Task<int> CountLinesAsync(Head head, CancellationToken stop)
    {
        if (!head.IsChunked)
            return await CountLinesAsync(head.ContentLength, stop).ConfigureAwait(false);
        var lines = 0;
        while (await ReadChunkSizeAsync(stop).ConfigureAwait(false) is > 0 and var size)
        {
            lines += await CountLinesAsync(size, stop).ConfigureAwait(false);
            await ReadChunkSizeAsync(stop).ConfigureAwait(false);
        }

        await ReadChunkSizeAsync(stop).ConfigureAwait(false);
        return lines;
    }

    private async Task<int> CountLinesAsync(long length, CancellationToken stop)
    {
        var lines = 0;
        while (length > 0)
        {
            if (_start == _end && !await FillAsync(stop).ConfigureAwait(false))
                throw new EndOfStreamException();
            var part = (int)Math.Min(length, _end - _start);
            lines += _buffer.AsSpan(_start, part).Count((byte)'\n');
            _start += part;
            length -= part;
        }

        return lines;
    }

    // The line's number; -1 for the empty line behind a chunk.
    private async Task<int> ReadChunkSizeAsync(CancellationToken stop)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            if (!await FillAsync(stop).ConfigureAwait(false))
                throw new EndOfStreamException();
        }

        var size = length == 0 ? -1 : int.Parse(_buffer.AsSpan(_start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _start += length + 2;
        return size;
    }

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), stop).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    /// <summary>What counts of a request's head.</summary>
    internal sealed record Head(string Target, long ContentLength, bool IsChunked, bool ExpectsContinue);
}
