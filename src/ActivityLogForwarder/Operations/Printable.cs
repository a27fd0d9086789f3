using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Operations;

/// <summary>
/// Makes any text safe to show on one line of a log, a terminal or a page: characters that are not seen, but change
/// how others are (control characters, line and paragraph separators, direction marks, unpaired surrogates), are
/// written as <c>\u001b</c>.
/// </summary>
public static class Printable
{
    public static string Escape(string text)
    {
        var first = 0;
        while (first < text.Length && IsPlain(text[first]))
            first++;
        if (first == text.Length)
            return text;

        var builder = new StringBuilder(text.Length + 16).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                if (IsShown(CharUnicodeInfo.GetUnicodeCategory(text, i)))
                    builder.Append(text, i, 2);
                else
                    AppendEscaped(AppendEscaped(builder, text[i]), text[i + 1]);
                i++;
            }
            else if (IsPlain(text[i]))
            {
                builder.Append(text[i]);
            }
            else
            {
                AppendEscaped(builder, text[i]);
            }
        }

        return builder.ToString();
    }

    private static bool IsPlain(char value) =>
        char.IsAscii(value) ? !char.IsControl(value) : IsShown(char.GetUnicodeCategory(value));

    private static bool IsShown(UnicodeCategory category) => category is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);

    private static StringBuilder AppendEscaped(StringBuilder builder, char value) => value switch
    {
        '\n' => builder.Append("\\n"),
        '\r' => builder.Append("\\r"),
        '\t' => builder.Append("\\t"),
        _ => builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)value:x4}"),
    };
}
