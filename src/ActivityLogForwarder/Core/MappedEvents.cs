using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace ActivityLogForwarder.Core;

/// <summary>
/// The records of one window's events in one format, mapped on demand in blocks, so that lanes that skip most events
/// cost little and lanes of one format share the work. A block is held until all lanes that read at that time are past it;
/// one that comes later has it mapped again.
/// </summary>
public sealed class MappedEvents : IDisposable
{
    // Records of usual sizes then fill a pooled array of 256 KiB, and are mapped and read within the processor's cache.
    private const int BlockSize = 128;

    private readonly Lock _lock = new();
    private readonly List<ActivityEvent> _events;
    private readonly Block?[] _blocks;
    private readonly int[] _readers;
    private int _lastSize;

    internal MappedEvents(IMapper mapper, List<ActivityEvent> events)
    {
        Mapper = mapper;
        _events = events;
        _blocks = new Block?[(events.Count + BlockSize - 1) / BlockSize];
        _readers = new int[_blocks.Length];
    }

    public IMapper Mapper { get; }

    /// <summary>Begins to read the records in their order, up to the end or to <see cref="Reader.Dispose"/>.</summary>
    public Reader Read()
    {
        lock (_lock)
        {
            for (var block = 0; block < _readers.Length; block++)
                _readers[block]++;
        }

        return new Reader(this);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (ref var block in _blocks.AsSpan())
            {
                block?.Dispose();
                block = null;
            }
        }
    }

    private bool TryGet(int index, out Payload payload, out string? failure)
    {
        var block = Volatile.Read(ref _blocks[index / BlockSize]);
        if (block is null)
        {
            lock (_lock)
                block = _blocks[index / BlockSize] ??= MapBlock(index / BlockSize * BlockSize);
        }

        payload = new Payload(block.Record(index % BlockSize), _events[index]) { IsKnownOneLine = block.IsOneLine(index % BlockSize) };
        return block.IsMapped(index % BlockSize, out failure);
    }

    private void Leave(int first, int end)
    {
        lock (_lock)
        {
            for (var block = first; block < end; block++)
            {
                if (--_readers[block] > 0)
                    continue;
                _blocks[block]?.Dispose();
                _blocks[block] = null;
            }
        }
    }

    private Block MapBlock(int start)
    {
        var count = Math.Min(BlockSize, _events.Count - start);
        var block = new Block(new Utf8Buffer(EstimateSize(start, count)), count);
        // In the order in which the events lie in memory, mostly newest first, so that the processor fetches them ahead.
        var isBackward = count > 1 && IsBefore(_events[start + count - 1], _events[start]);
        for (var i = 0; i < count; i++)
        {
            if (i + 1 < count)
                Prefetch(_events[start + (isBackward ? count - 2 - i : i + 1)].Source.Span);
            Map(start, isBackward ? count - 1 - i : i, block);
        }

        _lastSize = block.Output.Length;
        return block;
    }

    // What a template copies lies all over the event, in another order.
    private static unsafe void Prefetch(ReadOnlySpan<byte> source)
    {
        if (!Sse.IsSupported)
            return;
        ref var first = ref MemoryMarshal.GetReference(source);
        for (var i = 0; i < source.Length; i += 64)
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref first, i)));
    }

    private void Map(int start, int index, Block block)
    {
        var from = block.Output.Length;
        var isOneLine = false;
        try
        {
            isOneLine = Mapper.MapForSink(_events[start + index], block.Output);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A mapper is total; if one fails all the same, one bad event is one bad event.
            block.Output.Length = from;
            block.Fail(index, exception.GetType().Name);
        }

        block.Records[index] = from..block.Output.Length;
        // Looked through here, where it has just been written, and not again where it has gone from the cache.
        if (!isOneLine && !IsPlainLine(block.Output.WrittenSpan[from..]))
            block.HasOtherLines(index);
    }

    private static bool IsPlainLine(ReadOnlySpan<byte> record) => !record.IsEmpty && record.IndexOfAny((byte)'\n', (byte)'\r', (byte)0) < 0;

    private static bool IsBefore(ActivityEvent one, ActivityEvent other) =>
        MemoryMarshal.TryGetArray(one.Source, out var first) && MemoryMarshal.TryGetArray(other.Source, out var second)
        && first.Array == second.Array && first.Offset < second.Offset;

    // A buffer that grows is copied. One block is much like the one before it.
    private int EstimateSize(int start, int count)
    {
        if (_lastSize > 0)
            return _lastSize + (_lastSize / 32);
        var size = 0L;
        for (var i = start; i < start + count; i++)
            size += _events[i].Source.Length;
        return (int)Math.Min(2 * size, 1 << 30);
    }

    /// <summary>One lane's way through the records. Not safe for concurrent use.</summary>
    public sealed class Reader : IDisposable
    {
        private readonly MappedEvents _mapped;
        private int _left;

        internal Reader(MappedEvents mapped) => _mapped = mapped;

        /// <summary>The record of the event at the index, or false when the mapper failed on it, and how.</summary>
        /// <param name="index">The event's place in the window, not before what was released.</param>
        /// <param name="payload">The event with its record, valid until it is released.</param>
        /// <param name="failure">What went wrong.</param>
        public bool TryGet(int index, out Payload payload, out string? failure) => _mapped.TryGet(index, out payload, out failure);

        /// <summary>Gives up the records of the events before the index.</summary>
        public void Release(int index) => LeaveUntil(index / BlockSize);

        public void Dispose() => LeaveUntil(_mapped._blocks.Length);

        private void LeaveUntil(int block)
        {
            if (block <= _left)
                return;
            _mapped.Leave(_left, block);
            _left = block;
        }
    }

    private sealed class Block(Utf8Buffer output, int count) : IDisposable
    {
        private Dictionary<int, string>? _failures;
        private HashSet<int>? _otherLines;

        public Utf8Buffer Output => output;

        public Range[] Records { get; } = ArrayPool<Range>.Shared.Rent(count);

        public void Dispose()
        {
            output.Dispose();
            ArrayPool<Range>.Shared.Return(Records);
        }

        public void Fail(int index, string reason) => (_failures ??= [])[index] = reason;

        public void HasOtherLines(int index) => (_otherLines ??= []).Add(index);

        public ReadOnlyMemory<byte> Record(int index) => output.Written[Records[index]];

        public bool IsOneLine(int index) => _otherLines is null || !_otherLines.Contains(index);

        public bool IsMapped(int index, out string? failure)
        {
            failure = null;
            return _failures is null || !_failures.TryGetValue(index, out failure);
        }
    }
}
