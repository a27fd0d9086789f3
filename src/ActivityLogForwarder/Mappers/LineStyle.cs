using System.Buffers;

namespace ActivityLogForwarder.Mappers;

/// <summary>How a place in a line takes texts that hold more than it can.</summary>
/// <param name="Reserved">ASCII characters that mean something there.</param>
/// <param name="Escape">What stands before a reserved character; null: a space stands in its place.</param>
/// <param name="CarriageReturn">What stands for a carriage return.</param>
/// <param name="LineBreak">What stands for any other line break.</param>
/// <param name="Control">What stands for any other control character.</param>
/// <param name="IsTrimmed">Whether white space around the text is left out.</param>
internal sealed record LineStyle(
    string Reserved, byte? Escape, byte[] CarriageReturn, byte[] LineBreak, byte[] Control, bool IsTrimmed)
{
    /// <summary>The first bytes of all characters that do not stand for themselves, and of some that do.</summary>
    public SearchValues<byte> Special { get; } =
        SearchValues.Create([.. LineMarks.FirstBytes, .. Reserved.Select(character => (byte)character)]);
}
