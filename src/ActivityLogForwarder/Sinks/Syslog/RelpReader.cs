using System.Buffers.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>
/// Parts what a receiver sends into frames: <c>TXNR SP COMMAND SP DATALEN [SP DATA] LF</c> (RELP, section "Syntax").
/// What no receiver may send ends the session, since nothing after it could be trusted.
/// </summary>
internal sealed class RelpReader : IDisposable
{
    /// <summary>Bytes of a frame's data at most. Answers are short.</summary>
    public const int MaxData = 16 * 1024;

    // Number, command (at most 32 letters) and length with the spaces behind them.
    private const int MaxHeader = 9 + 1 + 32 + 1 + 9 + 1;

    private readonly Utf8Buffer _received = new(4096);
    private int _read;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_read == _received.Length)
        {
            _received.Clear();
            _read = 0;
        }

        _received.Write(bytes);
    }

    /// <summary>The next frame; false when it has not yet come whole.</summary>
    /// <exception cref="SinkException">It is no frame, or none that a receiver may send.</exception>
    public bool TryRead(out RelpFrame frame)
    {
        frame = default;
        var rest = _received.WrittenSpan[_read..];
        // Some receivers part frames by more line breaks than one.
        rest = rest.TrimStart((byte)'\n');
        _read = _received.Length - rest.Length;
        var at = 0;
        if (!TryWord(rest, ref at, out var number) || !TryWord(rest, ref at, out var command) || !TryLength(rest, ref at, out var length))
            return rest.Length > MaxHeader ? throw Violation() : false;
        if (rest.Length < at + length + 1)
            return false;
        if (rest[at + length] != '\n' || !TryNumber(rest[number], out var txnr))
            throw Violation();
        frame = new RelpFrame(txnr, Kind(rest[command]), _received.Written.Slice(_read + at, length));
        _read += at + length + 1;
        return true;
    }

    public void Dispose() => _received.Dispose();

    public static SinkException Violation() =>
        new("relp-protocol", "The receiver answers, but not as RELP wants it.");

    private static bool TryWord(ReadOnlySpan<byte> rest, ref int at, out Range word)
    {
        var length = rest[at..].IndexOf((byte)' ');
        word = at..(at + Math.Max(length, 0));
        at += length + 1;
        return length >= 0;
    }

    private static bool TryLength(ReadOnlySpan<byte> rest, ref int at, out int length)
    {
        length = 0;
        var digits = rest[at..].IndexOfAny((byte)' ', (byte)'\n');
        if (digits < 0)
            return false;
        if (!TryNumber(rest.Slice(at, digits), out length) || length > MaxData || (length > 0 && rest[at + digits] != ' '))
            throw Violation();
        at += digits;
        // Data of no length stands without the space before it; some receivers write it all the same.
        if (rest[at] == ' ')
            at++;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number) =>
        Utf8Parser.TryParse(digits, out number, out var consumed) && consumed == digits.Length && digits.Length is > 0 and <= 9 && number >= 0;

    private static RelpKind Kind(ReadOnlySpan<byte> command) =>
        command.SequenceEqual("rsp"u8) ? RelpKind.Response
        : command.SequenceEqual("serverclose"u8) ? RelpKind.ServerClose
        : throw Violation();
}
