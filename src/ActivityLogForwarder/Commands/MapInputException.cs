namespace ActivityLogForwarder.Commands;

/// <summary>The input of <c>map</c> cannot be read any further.</summary>
/// <param name="line">The line, from 1.</param>
/// <param name="position">The byte in the line, from 1.</param>
/// <param name="problem">What is wrong; nothing quoted from the input.</param>
public sealed class MapInputException(long line, long position, string problem)
    : Exception(FormattableString.Invariant($"line {line}, byte {position}: {problem}"))
{
    public long Line { get; } = line;

    public long Position { get; } = position;
}
