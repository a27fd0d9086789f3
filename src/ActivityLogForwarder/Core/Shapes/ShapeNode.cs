using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActivityLogForwarder.Core.Shapes;

/// <summary>
/// A place in the tree of shapes: bytes, and what follows them, which is a slot, the end of an event, or other nodes that differ in
/// their first byte. Never changed: what is added makes new nodes on the way to it.
/// </summary>
internal sealed class ShapeNode
{
    private static readonly int Block = Vector128<byte>.Count;

    // The literal, and zeros up to whole blocks.
    private readonly byte[] _blocks;

    private ShapeNode(ReadOnlyMemory<byte> literal)
    {
        Literal = literal.ToArray();
        _blocks = new byte[(literal.Length + Block - 1) / Block * Block];
        Literal.CopyTo(_blocks, 0);
    }

    public byte[] Literal { get; }

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
        if (position + _blocks.Length > text.Length)
            return text[position..].StartsWith(Literal);
        // Most literals are a block or two: a call for each of them would cost more than the comparison.
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(text), position);
        ref var literal = ref MemoryMarshal.GetArrayDataReference(_blocks);
        var length = Literal.Length;
        var i = 0;
        for (; i <= length - Block; i += Block)
        {
            if (Vector128.LoadUnsafe(ref first, (nuint)i) != Vector128.LoadUnsafe(ref literal, (nuint)i))
                return false;
        }

        if (i == length)
            return true;
        var same = Vector128.Equals(Vector128.LoadUnsafe(ref first, (nuint)i), Vector128.LoadUnsafe(ref literal, (nuint)i));
        return BitOperations.TrailingZeroCount(~same.ExtractMostSignificantBits()) >= length - i;
    }

    /// <summary>The node with a shape added; null where that cannot stand beside what is there.</summary>
    public static ShapeNode? Add(ShapeNode? node, ReadOnlySpan<ShapePart> parts, EventShape shape)
    {
        if (node is null)
            return Path(parts, shape);
        var literal = parts[0].Literal.Span;
        var common = literal.CommonPrefixLength(node.Literal);
        if (common < node.Literal.Length)
            return common == literal.Length ? null : node.Split(common, parts, shape);
        var rest = parts[0].Literal[common..];
        if (node.Children.Length > 0)
            return rest.IsEmpty ? null : node.WithChild([new ShapePart(rest, parts[0].Slot), .. parts[1..]], shape);
        if (!rest.IsEmpty || node.Slot != parts[0].Slot || node.Shape is not null)
            return null;
        return Add(node.AfterSlot, parts[1..], shape) is { } after
            ? new ShapeNode(node.Literal) { Slot = node.Slot, AfterSlot = after } : null;
    }

    private static ShapeNode Path(ReadOnlySpan<ShapePart> parts, EventShape shape) => parts[0].Slot == SlotKind.None
        ? new ShapeNode(parts[0].Literal) { Shape = shape }
        : new ShapeNode(parts[0].Literal) { Slot = parts[0].Slot, AfterSlot = Path(parts[1..], shape) };

    private ShapeNode Split(int at, ReadOnlySpan<ShapePart> parts, EventShape shape)
    {
        var old = new ShapeNode(Literal.AsMemory(at))
        {
            Slot = Slot,
            AfterSlot = AfterSlot,
            Shape = Shape,
            Firsts = Firsts,
            Children = Children,
        };
        var added = Path([new ShapePart(parts[0].Literal[at..], parts[0].Slot), .. parts[1..]], shape);
        return new ShapeNode(Literal.AsMemory(0, at)) { Firsts = [Literal[at], added.Literal[0]], Children = [old, added] };
    }

    private ShapeNode? WithChild(ReadOnlySpan<ShapePart> parts, EventShape shape)
    {
        var first = parts[0].Literal.Span[0];
        var index = Firsts.IndexOf(first);
        if (index < 0)
            return new ShapeNode(Literal) { Firsts = [.. Firsts, first], Children = [.. Children, Path(parts, shape)] };
        if (Add(Children[index], parts, shape) is not { } child)
            return null;
        var children = Children.ToArray();
        children[index] = child;
        return new ShapeNode(Literal) { Firsts = Firsts, Children = children };
    }
}
