using System.Globalization;

namespace ActivityLogForwarder.Operations;

/// <summary>Spans and points of time as people read them in tables.</summary>
internal static class Spans
{
    /// <summary>The two largest units: <c>12s</c>, <c>3m 20s</c>, <c>5h 0m</c>, <c>7d 3h</c>.</summary>
    public static string Text(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d {span.Hours}h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours}h {span.Minutes}m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}m {span.Seconds}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.Seconds}s"),
    };

    /// <summary>RFC 3339 in whole seconds; a dash for none.</summary>
    public static string Text(DateTime? time) => time is null ? "-" : Core.Window.Format(time.Value);
}
