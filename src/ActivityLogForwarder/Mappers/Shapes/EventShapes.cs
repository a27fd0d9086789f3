using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Mappers.Shapes;

/// <summary>
/// The shapes of the events that come: learnt from events that have none of those known. How many are kept, and how often one is
/// looked for in vain, is bounded, whatever an attacker has the API tell. Safe for concurrent use.
/// </summary>
/// <param name="tree">The shapes, for those who look for them as well.</param>
public sealed class EventShapes(ShapeTree tree)
{
    /// <summary>The most shapes that are kept: each takes a few KiB in each format.</summary>
    public const int MaxShapes = 1000;

    /// <summary>The most templates that are made for them, one for each format and each kind of texts.</summary>
    public const int MaxTemplates = 5000;

    // After a thousand times a thousand events that had to be read whole it is worth beginning anew.
    private const int MaxPause = 1000;
    private const int MissesUntilAnew = 1_000_000;

    private readonly Lock _lock = new();
    private int _pause;
    private int _missesLeft;
    private int _missesWhenFull;
    private int _templates;

    /// <summary>Whether one more template may be made.</summary>
    internal bool IsRoomForTemplate() => Volatile.Read(ref _templates) < MaxTemplates && Interlocked.Increment(ref _templates) <= MaxTemplates;

    /// <summary>Tells the shape of an event. False where it has none that is known; then it may be learnt for the next one.</summary>
    internal bool TryMatch(ReadOnlySpan<byte> source, Span<Slot> slots, out ActivityShape shape)
    {
        if (tree.TryMatch(source, slots, out var found, out var length) && length == source.Length)
        {
            shape = (ActivityShape)found;
            return true;
        }

        shape = null!;
        if (!_lock.TryEnter())
            return false;
        try
        {
            return --_missesLeft < 0 && IsRoom() && TryLearn(source, slots, out shape);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private bool IsRoom()
    {
        if (tree.Count < MaxShapes)
            return true;
        if (++_missesWhenFull < MissesUntilAnew)
            return false;
        tree.Clear();
        _missesWhenFull = 0;
        Volatile.Write(ref _templates, 0);
        return true;
    }

    private bool TryLearn(ReadOnlySpan<byte> source, Span<Slot> slots, out ActivityShape shape)
    {
        shape = ShapeReader.Read(source)!;
        if (shape is not null && tree.TryAdd(shape.Parts, shape) && tree.TryMatch(source, slots, out var found, out _) && found == shape)
        {
            _pause = 0;
            return true;
        }

        // Events that none can be learnt of are mostly like those before them.
        _missesLeft = _pause = Math.Min((2 * _pause) + 1, MaxPause);
        return false;
    }
}
