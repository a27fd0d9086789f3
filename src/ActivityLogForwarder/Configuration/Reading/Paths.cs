using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>Dotted paths, and how texts of the configuration's writer are shown.</summary>
internal static class Paths
{
    // What is longer than any name may be a secret in the wrong place: little of it is shown.
    private const int MaxShown = 40;
    private const int ShownOfLonger = 8;

    public static string Join(string path, string key) => path.Length == 0 ? Show(key) : $"{path}.{Show(key)}";

    /// <summary>The path of an item of a list, counted from 0.</summary>
    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>The path of what an item or key stands in; empty: the root.</summary>
    public static string Parent(string path) => path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];

    /// <summary>The text in quotes, fit for an error.</summary>
    public static string Quote(string text) => $"'{Show(text)}'";

    /// <summary>A name or value: on one line, without control sequences, short.</summary>
    public static string Show(string text) =>
        Printable(text.Length <= MaxShown ? text : text[..ShownOfLonger] + "…");

    /// <summary>The text on one line and without control sequences, whole.</summary>
    public static string Printable(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            shown.Append(IsPrintable(rune) ? rune.ToString() : "?");
        return shown.ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
