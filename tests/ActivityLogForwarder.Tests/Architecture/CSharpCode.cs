using System.Text;

namespace ActivityLogForwarder.Tests.Architecture;

/// <summary>
/// C# source without its comments and without the text of its literals; code inside interpolated strings stays.
/// </summary>
internal sealed class CSharpCode
{
    private readonly string _source;
    private readonly StringBuilder _code = new();
    private int _at;

    private CSharpCode(string source) => _source = source;

    public static string Strip(string source)
    {
        var stripper = new CSharpCode(source);
        stripper.Code(closing: 0);
        return stripper._code.ToString();
    }

    private char Peek(int ahead = 0) => _at + ahead < _source.Length ? _source[_at + ahead] : '\0';

    /// <param name="closing">The braces that end an interpolation; 0: the end of the file does.</param>
    private void Code(int closing)
    {
        for (var depth = 0; _at < _source.Length;)
        {
            if (Peek() == '/' && Peek(1) == '/')
                SkipTo("\n", keep: true);
            else if (Peek() == '/' && Peek(1) == '*')
                SkipTo("*/", keep: false);
            else if (Peek() == '\'')
                Character();
            else if (Peek() is '"' or '$' or '@' && TryText())
                continue;
            else if (closing > 0 && Peek() == '}' && depth == 0)
                return;
            else
            {
                depth += Peek() switch { '{' => 1, '}' => -1, _ => 0 };
                _code.Append(_source[_at++]);
            }
        }
    }

    private void SkipTo(string end, bool keep)
    {
        var found = _source.IndexOf(end, _at + (keep ? 0 : 2), StringComparison.Ordinal);
        _at = found < 0 ? _source.Length : found + (keep ? 0 : end.Length);
        _code.Append(' ');
    }

    private void Character()
    {
        _at++;
        while (_at < _source.Length && Peek() != '\'')
            _at += Peek() == '\\' ? 2 : 1;
        _at++;
        _code.Append("' '");
    }

    private bool TryText()
    {
        var start = _at;
        int dollars = 0, quotes = 0;
        var verbatim = false;
        for (; Peek() is '$' or '@'; _at++)
        {
            dollars += Peek() == '$' ? 1 : 0;
            verbatim |= Peek() == '@';
        }

        while (Peek(quotes) == '"')
            quotes++;
        if (quotes == 0)
        {
            _code.Append(_source, start, _at - start);
            return _at > start;
        }

        _code.Append('"');
        if (quotes >= 3)
            Text(quotes, dollars, verbatim: true, isRaw: true);
        else
            Text(1, Math.Min(dollars, 1), verbatim, isRaw: false);
        _code.Append('"');
        return true;
    }

    private void Text(int quotes, int dollars, bool verbatim, bool isRaw)
    {
        var end = new string('"', quotes);
        for (_at += quotes; _at < _source.Length;)
        {
            if (!isRaw && verbatim && Peek() == '"' && Peek(1) == '"')
                _at += 2;
            else if (string.CompareOrdinal(_source, _at, end, 0, quotes) == 0)
            {
                _at += quotes;
                return;
            }
            else if (!verbatim && Peek() == '\\')
                _at += 2;
            else if (dollars > 0 && Peek() == '{')
                Hole(dollars, isRaw);
            else
                _at++;
        }
    }

    private void Hole(int braces, bool isRaw)
    {
        var open = 0;
        while (Peek(open) == '{')
            open++;
        _at += isRaw ? open : Math.Min(open, 2);
        if (isRaw ? open < braces : open > 1)
            return;
        _code.Append('{');
        Code(braces);
        _code.Append('}');
        _at += braces;
    }
}
