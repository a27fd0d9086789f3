using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Mappers.Shapes;

/// <summary>A record with gaps that texts of an event fill. It is written by copying, without looking at what is copied.</summary>
/// <param name="pieces">Its parts in order.</param>
internal sealed class RecordTemplate(IReadOnlyList<RecordPiece> pieces)
{
    /// <summary>Copies run over the end of what they copy, up to whole blocks of so many bytes.</summary>
    public const int Block = 32;

    private readonly byte[] _constants = [.. pieces.SelectMany(piece => piece.Constant), .. new byte[Block]];
    private readonly (int Constant, int Text)[] _pieces = [.. pieces.Select(piece => (piece.Constant.Length, piece.Text))];

    /// <summary>Whether the record tells the event's time in milliseconds since 1970.</summary>
    public bool HasEpochTime { get; } = pieces.Any(piece => piece.Text == SlotTexts.EpochTime);

    /// <summary>Appends the record.</summary>
    /// <param name="output">Where it is appended.</param>
    /// <param name="source">The event.</param>
    /// <param name="extra">What the event does not hold itself.</param>
    /// <param name="slots">Where the texts lie, by <see cref="RecordPiece.Text"/>.</param>
    /// <param name="escaped">The character that gets a backslash before it in all texts; 0: none.</param>
    public void Write(Utf8Buffer output, ReadOnlySpan<byte> source, ReadOnlySpan<byte> extra, ReadOnlySpan<Slot> slots, byte escaped)
    {
        var record = output.GetSpan(_constants.Length);
        if (record.Length < _constants.Length + (_pieces.Length * Slot.MaxLength * 2))
            record = output.GetSpan(SizeOf(slots, source, extra, escaped));
        var at = 0;
        var constant = 0;
        foreach (var (length, text) in _pieces)
        {
            Copy(_constants, constant, length, record, at);
            constant += length;
            at += length;
            if (text < 0)
                continue;
            var slot = slots[text];
            var from = text < SlotTexts.FirstExtra ? source : extra;
            if (slot.Start + slot.Length + Block > from.Length || !TryCopy(from, slot.Start, slot.Length, record, at, escaped))
                at += CopyEscaped(slot.In(from), record[at..], escaped);
            else
                at += slot.Length;
        }

        output.Advance(at);
    }

    // The block at the end of the constants is room for the last copy to run over.
    private int SizeOf(ReadOnlySpan<Slot> slots, ReadOnlySpan<byte> source, ReadOnlySpan<byte> extra, byte escaped)
    {
        var size = _constants.Length;
        foreach (var (_, text) in _pieces)
        {
            if (text >= 0)
                size += slots[text].Length + slots[text].In(text < SlotTexts.FirstExtra ? source : extra).Count(escaped);
        }

        return size;
    }

    /// <summary>
    /// Copies whole blocks: up to one more than is wanted is read and written, which both sides have room for. Most texts are no
    /// longer than one, and a loop for each would cost more than copying it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ReadOnlySpan<byte> from, int start, int length, Span<byte> to, int at)
    {
        Debug.Assert(start + length + Block <= from.Length && at + length + Block <= to.Length, "The last block has room.");
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(from), start);
        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), at);
        CopyBlock(ref first, ref target, 0);
        for (nuint i = Block; i < (nuint)length; i += Block)
            CopyBlock(ref first, ref target, i);
    }

    /// <summary>The same. False where the blocks hold what must be escaped: then what was copied is not to be used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryCopy(ReadOnlySpan<byte> from, int start, int length, Span<byte> to, int at, byte escaped)
    {
        if (escaped == 0)
        {
            Copy(from, start, length, to, at);
            return true;
        }

        Debug.Assert(start + length + Block <= from.Length && at + length + Block <= to.Length, "The last block has room.");
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(from), start);
        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), at);
        var sought = Vector128.Create(escaped);
        var found = CopyBlock(ref first, ref target, 0, sought);
        for (nuint i = Block; i < (nuint)length; i += Block)
            found |= CopyBlock(ref first, ref target, i, sought);
        return found == Vector128<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyBlock(ref byte first, ref byte target, nuint at)
    {
        var half = Vector128.LoadUnsafe(ref first, at);
        var other = Vector128.LoadUnsafe(ref first, at + (Block / 2));
        half.StoreUnsafe(ref target, at);
        other.StoreUnsafe(ref target, at + (Block / 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> CopyBlock(ref byte first, ref byte target, nuint at, Vector128<byte> sought)
    {
        var half = Vector128.LoadUnsafe(ref first, at);
        var other = Vector128.LoadUnsafe(ref first, at + (Block / 2));
        half.StoreUnsafe(ref target, at);
        other.StoreUnsafe(ref target, at + (Block / 2));
        return Vector128.Equals(half, sought) | Vector128.Equals(other, sought);
    }

    private static int CopyEscaped(ReadOnlySpan<byte> text, Span<byte> to, byte escaped)
    {
        var at = 0;
        foreach (var value in text)
        {
            if (value == escaped)
                to[at++] = (byte)'\\';
            to[at++] = value;
        }

        return at;
    }

    public bool Equals(RecordTemplate other) =>
        _constants.AsSpan().SequenceEqual(other._constants) && _pieces.AsSpan().SequenceEqual(other._pieces);
}

/// <summary>A part of a record: bytes that are the same in all records of the template, and the text behind them.</summary>
/// <param name="Constant">The bytes.</param>
/// <param name="Text">The slot, or one of <see cref="SlotTexts"/>; -1: none, at the end of the record.</param>
internal readonly record struct RecordPiece(byte[] Constant, int Text);
