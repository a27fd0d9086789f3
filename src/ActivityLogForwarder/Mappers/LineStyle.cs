using System.Buffers;

namespace ActivityLogForwarder.Mappers;

/// <summary>How a place in a line takes texts that hold more than it can.</summary>
/// <param name="reserved">ASCII characters that mean something there.</param>
/// <param name="escape">What stands before a reserved character; null: a space stands in its place.</param>
internal sealed class LineStyle(string reserved, byte? escape = null)
{
    /// <summary>The first bytes of all characters that do not stand for themselves, and of some that do.</summary>
    public SearchValues<byte> Special { get; } =
        SearchValues.Create([.. LineMarks.FirstBytes, .. reserved.Select(character => (byte)character)]);

    public byte? Escape { get; } = escape;

    /// <summary>What stands for a carriage return; a space unless said.</summary>
    public byte[] CarriageReturn { get; init; } = [(byte)' '];

    /// <summary>What stands for any other line break; a space unless said.</summary>
    public byte[] LineBreak { get; init; } = [(byte)' '];

    /// <summary>What stands for any other control character; a space unless said.</summary>
    public byte[] Control { get; init; } = [(byte)' '];

    /// <summary>Whether white space around the text is left out.</summary>
    public bool IsTrimmed { get; init; }
}
