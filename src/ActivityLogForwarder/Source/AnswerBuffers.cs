using System.Buffers;

namespace ActivityLogForwarder.Source;

/// <summary>
/// Memory for answers of the API. The large ones of a backlog are much of a size, a megabyte or so, and are read by one thread and given back by
/// another: <see cref="ArrayPool{T}.Shared"/>, which serves for the others, would round them up to a power of two and keep some for each thread.
/// Safe for concurrent use.
/// </summary>
internal sealed class AnswerBuffers
{
    /// <summary>Bytes of large answers kept for others to come, at most.</summary>
    public const int MaxKept = 16 * 1024 * 1024;

    // Small enough not to waste much, large enough that the pages of a backlog all have one length.
    private const int Step = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly List<byte[]> _kept = [];
    private int _keptBytes;

    /// <summary>Those of the process.</summary>
    public static AnswerBuffers Shared { get; } = new();

    /// <summary>An array of the size or somewhat more, with anything in it.</summary>
    public byte[] Rent(int size)
    {
        if (size <= Step / 2)
            return ArrayPool<byte>.Shared.Rent(size);
        lock (_lock)
        {
            for (var i = _kept.Count - 1; i >= 0; i--)
            {
                if (_kept[i] is var kept && kept.Length >= size && kept.Length / 2 <= size)
                {
                    _kept.RemoveAt(i);
                    _keptBytes -= kept.Length;
                    return kept;
                }
            }
        }

        return GC.AllocateUninitializedArray<byte>((int)Math.Min((((long)size + Step - 1) / Step) * Step, Array.MaxLength));
    }

    /// <summary>Takes an array back; nobody may hold on to it. The oldest ones are let go for it.</summary>
    public void Return(byte[] buffer)
    {
        if (buffer.Length < Step)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return;
        }

        if (buffer.Length > MaxKept)
            return;
        lock (_lock)
        {
            _kept.Add(buffer);
            _keptBytes += buffer.Length;
            var old = 0;
            for (; _keptBytes > MaxKept; old++)
                _keptBytes -= _kept[old].Length;
            _kept.RemoveRange(0, old);
        }
    }
}
