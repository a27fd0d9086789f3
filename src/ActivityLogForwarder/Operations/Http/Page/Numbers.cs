using System.Globalization;

namespace ActivityLogForwarder.Operations.Http.Page;

/// <summary>Numbers as people read them.</summary>
internal static class Numbers
{
    public static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>One decimal below ten, none above; a dash for what is not known.</summary>
    public static string Rate(double? value) => value switch
    {
        null => "–",
        0 => "0",
        < 9.95 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("N0", CultureInfo.InvariantCulture),
    };

    /// <summary>A thing and how many: <c>1 lane</c>, <c>2 lanes</c>.</summary>
    public static string Of(long count, string thing) => count == 1 ? $"1 {thing}" : $"{Text(count)} {thing}s";

    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000_000 => $"{(bytes / 1000d).ToString("0", CultureInfo.InvariantCulture)} kB",
        < 1_000_000_000 => $"{(bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} MB",
        _ => $"{(bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture)} GB",
    };

    public static string Day(DateTime time) => time.ToString("ddd d MMM", CultureInfo.InvariantCulture);

    public static string WeekDay(DateTime time) => time.ToString("ddd d", CultureInfo.InvariantCulture);

    public static string Month(DateTime time) => time.ToString("MMM", CultureInfo.InvariantCulture);

    public static string Clock(DateTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Second(DateTime time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
