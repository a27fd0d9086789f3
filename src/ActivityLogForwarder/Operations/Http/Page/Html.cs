using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace ActivityLogForwarder.Operations.Http.Page;

/// <summary>
/// A page being written. Text gets in as the literal parts of an interpolated string, which are this program's own
/// markup, or through its holes, which are always escaped: there is no other way.
/// </summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new(64 * 1024);

    [SuppressMessage("Performance", "CA1822", Justification = "The handler has written into this page by then.")]
    public void Add([InterpolatedStringHandlerArgument("")] Markup markup) => _ = markup;

    public override string ToString() => _text.ToString();

    /// <summary>Writes an interpolated string into the page as it is made.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly StringBuilder _text;

        // The compiler's guess at the length is of no use here.
        public Markup(int literalLength, int formattedCount, Html html) => (_, _, _text) = (literalLength, formattedCount, html._text);

        public void AppendLiteral(string own) => _text.Append(own);

        public void AppendFormatted(string? text) => _text.Append(WebUtility.HtmlEncode(Printable.Escape(text ?? "")));

        public void AppendFormatted(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");
    }
}
