using ActivityLogForwarder.Simulator.Activities;

namespace ActivityLogForwarder.Simulator.Log;

/// <summary>
/// Made-up events of the past as pages list them, written beforehand, so that who reads them has all of the machine for
/// itself. It never changes.
/// </summary>
internal sealed class KeptHits
{
    /// <summary>How many events, neighbours in time, are kept as one piece.</summary>
    public const int BlockSize = 250;

    // Pieces that are written side by side before the limit is looked at.
    private const int Part = 64;

    private readonly Dictionary<(string Contract, long Number), Block> _blocks = [];

    /// <param name="logs">Whose events.</param>
    /// <param name="limit">Bytes; when they are reached, nothing more is kept.</param>
    public KeptHits(IEnumerable<ContractLog> logs, long limit)
    {
        var pieces = logs.SelectMany(log => Enumerable.Range(0, (int)((log.Timeline.Past + BlockSize - 1) / BlockSize)), (log, number) => (log, number));
        foreach (var part in pieces.Chunk(Part).TakeWhile(_ => Size < limit))
        {
            foreach (var (log, block) in part.AsParallel().Select(piece => (piece.log, Block.Write(piece.log, piece.number))))
            {
                _blocks.Add((log.Contract, block.First / BlockSize), block);
                Size += block.Size;
            }
        }
    }

    /// <summary>The bytes kept.</summary>
    public long Size { get; private set; }

    /// <summary>
    /// Writes entries of <c>hits.hits</c>, commas between them, as <see cref="HitWriter"/> without faults writes them.
    /// </summary>
    /// <param name="page">Where to.</param>
    /// <param name="log">Whose events.</param>
    /// <param name="newest">The index of the first to be listed.</param>
    /// <param name="count">How many, towards older ones.</param>
    /// <returns>False, with nothing written, when not all of them are kept.</returns>
    public bool TryWrite(Utf8Page page, ContractLog log, long newest, long count)
    {
        var start = page.Length;
        for (var oldest = newest - count + 1; newest >= oldest;)
        {
            if (!_blocks.TryGetValue((log.Contract, newest / BlockSize), out var block) || newest >= log.Timeline.Past)
            {
                page.Truncate(start);
                return false;
            }

            var last = Math.Max(oldest, block.First);
            page.Append(block.Of(newest, last));
            newest = last - 1;
        }

        if (page.Length > start)
            page.Truncate(page.Length - 1);
        return true;
    }

    /// <summary>Neighbouring events, the newest first, a comma behind each.</summary>
    private sealed class Block
    {
        private readonly byte[] _text;
        private readonly int[] _starts;

        private Block(long first, byte[] text, int[] starts) => (First, _text, _starts) = (first, text, starts);

        /// <summary>The index of the oldest event.</summary>
        public long First { get; }

        public long Size => _text.Length + (_starts.Length * sizeof(int));

        public static Block Write(ContractLog log, long number)
        {
            var first = number * BlockSize;
            var count = (int)Math.Min(BlockSize, log.Timeline.Past - first);
            var starts = new int[count + 1];
            var writer = new HitWriter(log, [], new([]));
            using var page = new Utf8Page();
            for (var i = 0; i < count; i++)
            {
                var index = first + count - 1 - i;
                writer.WriteHit(page, new Hit(index, log.Timeline.TicksOf(index), HitKind.Event));
                page.Append(","u8);
                starts[i + 1] = page.Length;
            }

            return new Block(first, page.Written.ToArray(), starts);
        }

        /// <summary>The events from one index down to another, both included.</summary>
        public ReadOnlySpan<byte> Of(long newest, long oldest)
        {
            var end = First + _starts.Length - 1;
            return _text.AsSpan(_starts[(int)(end - 1 - newest)].._starts[(int)(end - oldest)]);
        }
    }
}
