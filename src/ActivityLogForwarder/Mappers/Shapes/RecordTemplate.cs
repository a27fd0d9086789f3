using System.Runtime.Intrinsics;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Mappers.Shapes;

/// <summary>A record with gaps that texts of an event fill. It is written by copying, without looking at what is copied.</summary>
/// <param name="pieces">Its parts in order.</param>
internal sealed class RecordTemplate(IReadOnlyList<RecordPiece> pieces)
{
    // Copies run over the end of what they copy, up to whole blocks.
    private static readonly int Block = Vector128<byte>.Count;

    private readonly byte[] _constants = [.. pieces.SelectMany(piece => piece.Constant), .. new byte[Block]];
    private readonly int[] _lengths = [.. pieces.Select(piece => piece.Constant.Length)];
    private readonly int[] _texts = [.. pieces.Select(piece => piece.Text)];

    /// <summary>Appends the record.</summary>
    /// <param name="output">Where it is appended.</param>
    /// <param name="source">The event.</param>
    /// <param name="extra">What the event does not hold itself.</param>
    /// <param name="slots">Where the texts lie, by <see cref="RecordPiece.Text"/>.</param>
    /// <param name="escaped">The character that gets a backslash before it in all texts; 0: none.</param>
    public void Write(Utf8Buffer output, ReadOnlySpan<byte> source, ReadOnlySpan<byte> extra, ReadOnlySpan<Slot> slots, byte escaped)
    {
        var size = _constants.Length;
        foreach (var text in _texts)
            size += text < 0 ? 0 : slots[text].Length;
        if (escaped != 0)
            size *= 2;
        var record = output.GetSpan(size);
        var at = 0;
        var constant = 0;
        for (var i = 0; i < _lengths.Length; i++)
        {
            Copy(_constants, constant, _lengths[i], record, at);
            constant += _lengths[i];
            at += _lengths[i];
            var text = _texts[i];
            if (text < 0)
                continue;
            var slot = slots[text];
            var from = text < SlotTexts.FirstExtra ? source : extra;
            if (escaped != 0)
            {
                at += CopyEscaped(slot.In(from), record[at..], escaped);
                continue;
            }

            Copy(from, slot.Start, slot.Length, record, at);
            at += slot.Length;
        }

        output.Advance(at);
    }

    private static void Copy(ReadOnlySpan<byte> from, int start, int length, Span<byte> to, int at)
    {
        if (start + length + Block > from.Length)
        {
            from.Slice(start, length).CopyTo(to[at..]);
            return;
        }

        for (var end = start + length; start < end; start += Block, at += Block)
            Vector128.Create(from.Slice(start, Block)).CopyTo(to.Slice(at, Block));
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
        _constants.AsSpan().SequenceEqual(other._constants) && _lengths.AsSpan().SequenceEqual(other._lengths) && _texts.AsSpan().SequenceEqual(other._texts);
}

/// <summary>A part of a record: bytes that are the same in all records of the template, and the text behind them.</summary>
/// <param name="Constant">The bytes.</param>
/// <param name="Text">The slot, or one of <see cref="SlotTexts"/>; -1: none, at the end of the record.</param>
internal readonly record struct RecordPiece(byte[] Constant, int Text);
