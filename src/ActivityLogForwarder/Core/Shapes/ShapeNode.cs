using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActivityLogForwarder.Core.Shapes;

/// <summary>
/// A place in the tree of shapes: bytes, and what may follow them: a slot, other nodes that differ in their first byte where no
/// slot begins, or the end of an event. Never changed: what is added makes new nodes on the way to it.
/// </summary>
internal sealed class ShapeNode
{
    private const int Block = 16;

    // The literal, and zeros up to one more block than it fills.
    private readonly byte[] _blocks;

    // Which bytes of the last block count.
    private readonly uint _lastMask;

    private ShapeNode(ReadOnlyMemory<byte> literal)
    {
        Literal = literal.ToArray();
        Length = literal.Length;
        _blocks = new byte[((literal.Length / Block) + 1) * Block];
        _lastMask = (1u << (literal.Length % Block)) - 1;
        Literal.CopyTo(_blocks, 0);
    }

    private ShapeNode(ShapeNode other)
    {
        (_blocks, _lastMask, Literal, Length) = (other._blocks, other._lastMask, other.Literal, other.Length);
        (Slot, AfterSlot, Shape) = (other.Slot, other.AfterSlot, other.Shape);
        (Firsts, Children) = (other.Firsts, other.Children);
    }

    public byte[] Literal { get; }

    /// <summary>Bytes of <see cref="Literal"/>.</summary>
    public int Length { get; }

    public SlotKind Slot { get; private init; }

    public ShapeNode? AfterSlot { get; private init; }

    public EventShape? Shape { get; private init; }

    /// <summary>The first bytes of <see cref="Children"/>.</summary>
    public byte[] Firsts { get; private init; } = [];

    public ShapeNode[] Children { get; private init; } = [];

    /// <summary>Whether the literal stands at the place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAt(ReadOnlySpan<byte> text, int position)
    {
        var blocks = _blocks;
        if (position + blocks.Length > text.Length)
            return text[position..].StartsWith(Literal);
        // Most literals are a block or two: a call for each of them would cost more than the comparison.
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), position);
        ref var literal = ref MemoryMarshal.GetArrayDataReference(blocks);
        nuint i = 0;
        for (; i < (nuint)(blocks.Length - Block); i += (nuint)Block)
        {
            if (Vector128.LoadUnsafe(ref first, i) != Vector128.LoadUnsafe(ref literal, i))
                return false;
        }

        var same = Vector128.Equals(Vector128.LoadUnsafe(ref first, i), Vector128.LoadUnsafe(ref literal, i));
        return (~same.ExtractMostSignificantBits() & _lastMask) == 0;
    }

    /// <summary>The child that begins with a byte; null: none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShapeNode? ChildAt(byte first)
    {
        var firsts = Firsts;
        for (var i = 0; i < firsts.Length; i++)
        {
            if (firsts[i] == first)
                return Children[i];
        }

        return null;
    }

    /// <summary>The node with a shape added; null where it is there already.</summary>
    public static ShapeNode? Add(ShapeNode? node, ReadOnlySpan<ShapePart> parts, EventShape shape)
    {
        if (node is null)
            return Path(parts, shape);
        var literal = parts[0].Literal;
        var common = literal.Span.CommonPrefixLength(node.Literal);
        if (common < node.Literal.Length)
            return Add(node.Split(common), parts, shape);
        if (common < literal.Length)
            return node.WithChild([parts[0] with { Literal = literal[common..] }, .. parts[1..]], shape);
        if (parts[0].Slot == SlotKind.None)
            return node.Shape is null ? new ShapeNode(node) { Shape = shape } : null;
        // What the member's place and name allow is the same for all events, hence so is the kind of slot.
        return (node.Slot == SlotKind.None || node.Slot == parts[0].Slot) && Add(node.AfterSlot, parts[1..], shape) is { } after
            ? new ShapeNode(node) { Slot = parts[0].Slot, AfterSlot = after } : null;
    }

    private static ShapeNode Path(ReadOnlySpan<ShapePart> parts, EventShape shape) => parts[0].Slot == SlotKind.None
        ? new ShapeNode(parts[0].Literal) { Shape = shape }
        : new ShapeNode(parts[0].Literal) { Slot = parts[0].Slot, AfterSlot = Path(parts[1..], shape) };

    /// <summary>The same as two nodes, the first of so many bytes.</summary>
    private ShapeNode Split(int at)
    {
        var rest = new ShapeNode(Literal.AsMemory(at)) { Slot = Slot, AfterSlot = AfterSlot, Shape = Shape, Firsts = Firsts, Children = Children };
        return new ShapeNode(Literal.AsMemory(0, at)) { Firsts = [Literal[at]], Children = [rest] };
    }

    private ShapeNode? WithChild(ReadOnlySpan<ShapePart> parts, EventShape shape)
    {
        var first = parts[0].Literal.Span[0];
        var index = Firsts.IndexOf(first);
        if (index < 0)
            return new ShapeNode(this) { Firsts = [.. Firsts, first], Children = [.. Children, Path(parts, shape)] };
        if (Add(Children[index], parts, shape) is not { } child)
            return null;
        var children = Children.ToArray();
        children[index] = child;
        return new ShapeNode(this) { Children = children };
    }
}
