using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>
/// A value that is being written into a line: nothing in it can end the value, let alone the line. It may be put
/// together from several texts. Lengths count before escaping, as a reader sees the value.
/// </summary>
internal ref struct LineValue
{
    private readonly Utf8Buffer _output;
    private readonly LineStyle _style;
    private readonly int _start;

    // Where what is not white space ends; the start where nothing is.
    private int _solidEnd;
    private int _left;

    /// <param name="output">Where it is written.</param>
    /// <param name="style">How.</param>
    /// <param name="limit">The longest it may be, in characters.</param>
    public LineValue(Utf8Buffer output, LineStyle style, int limit = int.MaxValue)
    {
        _output = output;
        _style = style;
        _left = limit;
        _start = _solidEnd = output.Length;
    }

    /// <summary>Whether nothing but white space is there.</summary>
    public readonly bool IsBlank => _solidEnd == _start;

    /// <summary>Adds a text as far as it fits.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && _left > 0)
        {
            var next = text.IndexOfAny(_style.Special);
            if (next != 0)
            {
                var plain = next < 0 ? text : text[..next];
                AppendPlain(plain);
                text = text[plain.Length..];
                continue;
            }

            var mark = LineMarks.Read(text, out var length);
            if (mark != LineMark.None)
                AppendMark(mark);
            else if (length > 1)
                AppendPlain(text[..length]);
            else
                AppendReserved(text[0]);
            text = text[length..];
        }
    }

    /// <summary>Ends the value; false where it is blank: then it is as if it had never begun.</summary>
    public readonly bool End()
    {
        if (IsBlank)
            _output.Length = _start;
        else if (_style.IsTrimmed)
            _output.Length = _solidEnd;
        return !IsBlank;
    }

    private void AppendPlain(ReadOnlySpan<byte> text)
    {
        if (_style.IsTrimmed && IsBlank)
            text = Utf8Text.TrimStart(text);
        text = Utf8Text.Cut(text, ref _left);
        var solid = Utf8Text.TrimEnd(text).Length;
        if (solid > 0)
            _solidEnd = _output.Length + solid;
        _output.Write(text);
    }

    private void AppendReserved(byte character)
    {
        if (_style.Escape is not { } escape)
        {
            AppendInstead(" "u8);
            return;
        }

        _output.Write(escape);
        _output.Write(character);
        _solidEnd = _output.Length;
        _left--;
    }

    private void AppendMark(LineMark mark) => AppendInstead(mark switch
    {
        LineMark.CarriageReturn => _style.CarriageReturn,
        LineMark.LineBreak => _style.LineBreak,
        _ => _style.Control,
    });

    /// <summary>White space, or nothing, in the place of a character.</summary>
    private void AppendInstead(ReadOnlySpan<byte> space)
    {
        if (space.IsEmpty || (_style.IsTrimmed && IsBlank))
            return;
        _output.Write(space);
        _left--;
    }
}
