using System.Globalization;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>
/// Frames of RFC 6587, section 3.4.1: <c>MSG-LEN SP MSG</c>. A message is written where it is sent from, behind room for its
/// length, which is known only then.
/// </summary>
/// <param name="frames">The buffer.</param>
/// <param name="expected">What the length probably is.</param>
internal readonly struct OctetCounting(Utf8Buffer frames, int expected)
{
    private const int MaxDigits = 10;

    private readonly int _start = frames.Length;
    private readonly int _room = DigitsOf(expected) + 1;

    /// <summary>Leaves room in the buffer, behind which the message must be appended.</summary>
    public void Begin()
    {
        frames.GetSpan(_room);
        frames.Advance(_room);
    }

    /// <summary>Writes the length of what was appended before it.</summary>
    public void End()
    {
        var length = frames.Length - _start - _room;
        var digits = DigitsOf(length);
        // Here the buffer may still grow; once it is set back, what lies behind its end would be lost.
        frames.GetSpan(MaxDigits);
        frames.Length = _start;
        var frame = frames.GetSpan();
        if (digits + 1 != _room)
            frame.Slice(_room, length).CopyTo(frame[(digits + 1)..]);
        length.TryFormat(frame, out _, default, CultureInfo.InvariantCulture);
        frame[digits] = (byte)' ';
        frames.Advance(digits + 1 + length);
    }

    /// <summary>Takes the room back; nothing was appended behind it.</summary>
    public void Forget() => frames.Length = _start;

    private static int DigitsOf(int number)
    {
        var digits = 1;
        for (; number >= 10; number /= 10)
            digits++;
        return digits;
    }
}
