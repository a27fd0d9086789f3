using System.Globalization;

namespace ActivityLogForwarder.Configuration;

/// <summary>
/// Sizes in bytes as the configuration writes them: one number, which may have decimals, and one unit, whose case is
/// ignored: <c>B</c>, <c>KB MB GB TB</c> (powers of 1000), <c>KiB MiB GiB TiB</c> (powers of 1024).
/// </summary>
public static class Sizes
{
    /// <summary>The form, as a regular expression for the whole text.</summary>
    public const string Expression = @"[0-9]+(\.[0-9]+)?([kKmMgGtT][iI]?)?[bB]";

    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("B", 1),
        ("KB", 1_000), ("KiB", 1L << 10), ("MB", 1_000_000), ("MiB", 1L << 20),
        ("GB", 1_000_000_000), ("GiB", 1L << 30), ("TB", 1_000_000_000_000), ("TiB", 1L << 40),
    ];

    /// <summary>Reads a size, cut to whole bytes. False also for one without its unit.</summary>
    public static bool TryParse(string text, out long bytes) =>
        UnitNumber.TryParse(text, Units, StringComparison.OrdinalIgnoreCase, out bytes);

    /// <summary>Writes a size in the largest unit that needs no decimals.</summary>
    public static string Format(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes == 0)
            return "0B";
        var (unit, size) = Units.Last(unit => bytes % unit.Bytes == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
    }
}
