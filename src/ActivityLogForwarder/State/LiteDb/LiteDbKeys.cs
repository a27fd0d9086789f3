using System.Globalization;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>
/// The ids of documents: a letter for what it is, the lane, and what it is ordered by, in hexadecimal digits of a fixed
/// length, so that those of a span follow each other.
/// </summary>
internal static class LiteDbKeys
{
    public const string Meta = "meta";

    /// <summary>Behind all ids that begin alike.</summary>
    public const string Last = "~";

    // Times may lie before 1970.
    private const long Zero = 1L << 40;

    public static string Lane(LaneKey lane) => $"lane/{lane.Contract}/{lane.Sink}";

    public static string Of(char kind, long lane) => string.Create(CultureInfo.InvariantCulture, $"{kind}{lane:x8}");

    public static string Of(char kind, long lane, long time) => string.Create(CultureInfo.InvariantCulture, $"{kind}{lane:x8}{time + Zero:x12}");

    public static string Of(char kind, long lane, long time, long other, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}{lane:x8}{time + Zero:x12}{other + Zero:x12}{number:x16}");

    public static string Numbered(char kind, long number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number:x16}");
}
