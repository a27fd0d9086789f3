using System.Buffers;
using System.Numerics;

namespace ActivityLogForwarder.Core;

/// <summary>
/// The process's pooled bytes: answers of the API, records, bodies. What is large is kept for all threads together, since in a backlog it is much of
/// a size, taken by one thread and given back by another: <see cref="ArrayPool{T}.Shared"/>, which serves for the small ones, would keep some of each
/// size for each thread. Safe for concurrent use.
/// </summary>
internal sealed class LargeBuffers
{
    /// <summary>Bytes of large arrays kept for others to come, at most.</summary>
    public const int MaxKept = 24 * 1024 * 1024;

    /// <summary>Arrays of more bytes are large.</summary>
    public const int LargerThan = 128 * 1024;

    // Powers of two up to here, so that an array given back fits whoever comes next; above it they would waste too much.
    private const int Doubling = 1024 * 1024;
    private const int Step = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly List<byte[]> _kept = [];
    private int _keptBytes;

    /// <summary>Those of the process.</summary>
    public static LargeBuffers Shared { get; } = new();

    /// <summary>An array of the size or somewhat more, with anything in it.</summary>
    public byte[] Rent(int size)
    {
        if (size <= LargerThan)
            return ArrayPool<byte>.Shared.Rent(size);
        var length = LengthOf(size);
        lock (_lock)
        {
            for (var i = _kept.Count - 1; i >= 0; i--)
            {
                if (_kept[i] is var kept && kept.Length == length)
                {
                    _kept.RemoveAt(i);
                    _keptBytes -= length;
                    return kept;
                }
            }
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Takes an array back; nobody may hold on to it. The oldest ones are let go for it.</summary>
    public void Return(byte[] buffer)
    {
        if (buffer.Length <= LargerThan)
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

    private static int LengthOf(int size) => size <= Doubling
        ? (int)BitOperations.RoundUpToPowerOf2((uint)size)
        : (int)Math.Min(((long)size + Step - 1) / Step * Step, Array.MaxLength);
}
