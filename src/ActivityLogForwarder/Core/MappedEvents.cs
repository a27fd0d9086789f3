namespace ActivityLogForwarder.Core;

/// <summary>
/// The records of one window's events in one format, mapped on demand in blocks, so that lanes that skip most events
/// cost little and lanes of one format share the work.
/// </summary>
public sealed class MappedEvents : IDisposable
{
    private const int BlockSize = 256;

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<ActivityEvent> _events;
    private readonly Block?[] _blocks;

    internal MappedEvents(IMapper mapper, IReadOnlyList<ActivityEvent> events)
    {
        Mapper = mapper;
        _events = events;
        _blocks = new Block?[(events.Count + BlockSize - 1) / BlockSize];
    }

    public IMapper Mapper { get; }

    /// <summary>The record of the event at the index, or false when the mapper failed on it, and how.</summary>
    public bool TryGet(int index, out ReadOnlyMemory<byte> record, out string? failure)
    {
        var block = _blocks[index / BlockSize];
        if (block is null)
        {
            lock (_lock)
                block = _blocks[index / BlockSize] ??= MapBlock(index / BlockSize * BlockSize);
        }

        return block.TryGet(index % BlockSize, out record, out failure);
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
            block?.Output.Dispose();
    }

    private Block MapBlock(int start)
    {
        var count = Math.Min(BlockSize, _events.Count - start);
        var block = new Block(new Utf8Buffer(), new int[count + 1]);
        for (var i = 0; i < count; i++)
        {
            try
            {
                Mapper.Map(_events[start + i], block.Output);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // A mapper is total; if one fails all the same, one bad event is one bad event.
                block.Output.Length = block.Ends[i];
                block.Fail(i, exception.GetType().Name);
            }

            block.Ends[i + 1] = block.Output.Length;
        }

        return block;
    }

    private sealed record Block(Utf8Buffer Output, int[] Ends)
    {
        private Dictionary<int, string>? _failures;

        public void Fail(int index, string reason) => (_failures ??= [])[index] = reason;

        public bool TryGet(int index, out ReadOnlyMemory<byte> record, out string? failure)
        {
            failure = null;
            record = Output.Written[Ends[index]..Ends[index + 1]];
            return _failures is null || !_failures.TryGetValue(index, out failure);
        }
    }
}
