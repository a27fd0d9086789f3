namespace ActivityLogForwarder.Mappers;

/// <summary>
/// Memory for the texts that an event does not hold as they are needed. What it gave out stays as it is until the
/// next <see cref="Reset"/>, even where it had to grow: a new block never moves an old one.
/// </summary>
internal sealed class Scratch
{
    private const int Kept = 256 * 1024;

    private byte[] _block = new byte[4096];
    private int _used;

    /// <summary>Gives out bytes of any content.</summary>
    public Span<byte> Take(int length)
    {
        if (_block.Length - _used < length)
        {
            _block = new byte[Math.Max(length, 2 * _block.Length)];
            _used = 0;
        }

        var bytes = _block.AsSpan(_used, length);
        _used += length;
        return bytes;
    }

    /// <summary>Takes everything back. The memory that one huge event needed is let go.</summary>
    public void Reset()
    {
        _used = 0;
        if (_block.Length > Kept)
            _block = new byte[Kept];
    }
}
