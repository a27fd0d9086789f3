using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ActivityLogForwarder.Core;

/// <summary>
/// The process's pooled bytes: answers of the API, records, bodies. What is large is kept for all threads together, since in a backlog it is much of
/// a size, taken by one thread and given back by another: <see cref="ArrayPool{T}.Shared"/>, which serves for the small ones, would keep some of each
/// size for each thread. A large array can be held beyond its return by who reads it behind .NET's back. Safe for concurrent use.
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
    private readonly Dictionary<byte[], Hold> _held = [];
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

        lock (_lock)
        {
            if (_held.TryGetValue(buffer, out var hold))
                _held[buffer] = hold with { IsReturned = true };
            else
                Keep(buffer);
        }
    }

    /// <summary>
    /// Lets a large array stay where it is, with what is in it, for somebody who reads it without .NET's knowledge, until he calls <see cref="LetGo"/> as often,
    /// even if it is given back before that. False for arrays that are not large. Only while it is rented, or of arrays that are no pool's.
    /// </summary>
    public bool TryHold(byte[] buffer)
    {
        if (buffer.Length <= LargerThan)
            return false;
        lock (_lock)
        {
            _held[buffer] = _held.TryGetValue(buffer, out var hold)
                ? hold with { Count = hold.Count + 1 }
                : new Hold(Count: 1, IsReturned: false, new PinnedGCHandle<byte[]>(buffer));
        }

        return true;
    }

    /// <summary>Ends what <see cref="TryHold"/> began.</summary>
    public void LetGo(byte[] buffer)
    {
        lock (_lock)
        {
            var hold = _held[buffer];
            if (hold.Count > 1)
            {
                _held[buffer] = hold with { Count = hold.Count - 1 };
                return;
            }

            _held.Remove(buffer);
            hold.Pin.Dispose();
            if (hold.IsReturned)
                Keep(buffer);
        }
    }

    private void Keep(byte[] buffer)
    {
        if (buffer.Length > MaxKept)
            return;
        _kept.Add(buffer);
        _keptBytes += buffer.Length;
        var old = 0;
        for (; _keptBytes > MaxKept; old++)
            _keptBytes -= _kept[old].Length;
        _kept.RemoveRange(0, old);
    }

    private static int LengthOf(int size) => size <= Doubling
        ? (int)BitOperations.RoundUpToPowerOf2((uint)size)
        : (int)Math.Min(((long)size + Step - 1) / Step * Step, Array.MaxLength);

    private readonly record struct Hold(int Count, bool IsReturned, PinnedGCHandle<byte[]> Pin);
}
