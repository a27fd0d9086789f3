using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

/// <summary>Reads parts of a stream, and waits before each read while it is held.</summary>
internal sealed class StubReader(Stream stream, Func<Task?> hold)
{
    private readonly byte[] _buffer = new byte[8192];
    private int _start;
    private int _end;

    /// <summary>What stands before the sign; null at the end of the stream. What is cut off is a violation.</summary>
    public async Task<byte[]?> UntilAsync(byte sign, CancellationToken stop)
    {
        var bytes = await TakeAsync(sign, sign, stop);
        return bytes?[..^1];
    }

    /// <summary>What stands before one of the signs, and that sign.</summary>
    public async Task<byte[]> UntilAsync(byte[] signs, CancellationToken stop) =>
        await TakeAsync(signs[0], signs[1], stop) ?? throw new InvalidDataException("The stream ends within a frame.");

    /// <summary>A number and the space behind it; null at the end of the stream.</summary>
    public async Task<int?> NumberAsync(CancellationToken stop)
    {
        if (await UntilAsync((byte)' ', stop) is not { } digits)
            return null;
        var text = Encoding.UTF8.GetString(digits);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && !text.StartsWith('0')
            ? number
            : throw new InvalidDataException("A number was expected.");
    }

    public async Task<byte[]> ExactlyAsync(int length, CancellationToken stop)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length;)
        {
            if (_start == _end && !await FillAsync(stop))
                throw new InvalidDataException("The stream ends within a frame.");
            var part = Math.Min(length - i, _end - _start);
            Array.Copy(_buffer, _start, bytes, i, part);
            i += part;
            _start += part;
        }

        return bytes;
    }

    private async Task<byte[]?> TakeAsync(byte one, byte other, CancellationToken stop)
    {
        var bytes = new List<byte>();
        while (true)
        {
            if (_start == _end && !await FillAsync(stop))
                return bytes.Count == 0 ? null : throw new InvalidDataException("The stream ends within a frame.");
            bytes.Add(_buffer[_start++]);
            if (bytes[^1] == one || bytes[^1] == other)
                return [.. bytes];
        }
    }

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        if (hold() is { } held)
            await held.WaitAsync(stop);
        _start = 0;
        _end = await stream.ReadAsync(_buffer, stop);
        return _end > 0;
    }
}
