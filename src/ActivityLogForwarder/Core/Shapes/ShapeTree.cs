namespace ActivityLogForwarder.Core.Shapes;

/// <summary>
/// The shapes seen so far. Telling the shape of an event takes one pass over it, in which nothing is parsed. Safe for
/// concurrent use.
/// </summary>
public sealed class ShapeTree
{
    private readonly Lock _lock = new();
    private volatile ShapeNode? _root;

    /// <summary>The number of shapes.</summary>
    public int Count { get; private set; }

    /// <summary>Tells the shape of the event that the text begins with.</summary>
    /// <param name="text">The event, and whatever follows it.</param>
    /// <param name="slots">Where its slots are put, at least <see cref="EventShape.MaxSlots"/>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="length">The event's bytes.</param>
    public bool TryMatch(ReadOnlySpan<byte> text, Span<Slot> slots, out EventShape shape, out int length)
    {
        var node = _root;
        var position = 0;
        var count = 0;
        while (node is not null && node.IsAt(text, position))
        {
            position += node.Length;
            if (node.Slot != SlotKind.None && Slot.LengthAt(text, position, node.Slot) is > 0 and var slotLength)
            {
                if (position > EventShape.MaxLength)
                    break;
                slots[count++] = new Slot(position, slotLength);
                position += slotLength;
                node = node.AfterSlot;
                continue;
            }

            if (node.Shape is not null)
            {
                shape = node.Shape;
                length = position;
                return position <= EventShape.MaxLength;
            }

            if (position == text.Length)
                break;
            node = node.ChildAt(text[position]);
        }

        shape = null!;
        length = 0;
        return false;
    }

    /// <summary>Adds a shape. False where it is there already.</summary>
    public bool TryAdd(ReadOnlySpan<ShapePart> parts, EventShape shape)
    {
        lock (_lock)
        {
            if (ShapeNode.Add(_root, parts, shape) is not { } root)
                return false;
            shape.Number = Count++;
            _root = root;
            return true;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _root = null;
            Count = 0;
        }
    }
}
