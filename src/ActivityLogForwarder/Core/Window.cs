using System.Globalization;

namespace ActivityLogForwarder.Core;

/// <summary>
/// A span of time <c>[Start, End)</c> in whole seconds, UTC: what one walk of the API asks for.
/// </summary>
public readonly record struct Window
{
    /// <param name="start">Inclusive; cut down to its second.</param>
    /// <param name="end">Exclusive; cut down to its second; not before <paramref name="start"/>.</param>
    public Window(DateTime start, DateTime end)
    {
        Start = FloorToSecond(start);
        End = FloorToSecond(end);
        ArgumentOutOfRangeException.ThrowIfLessThan(End, Start, nameof(end));
    }

    public DateTime Start { get; }

    public DateTime End { get; }

    public TimeSpan Length => End - Start;

    public bool IsEmpty => End == Start;

    public bool Contains(DateTime time) => time >= Start && time < End;

    public override string ToString() => $"[{Format(Start)}, {Format(End)})";

    /// <summary>A time as the API wants it: RFC 3339, whole seconds, <c>Z</c>.</summary>
    public static string Format(DateTime time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static DateTime FloorToSecond(DateTime time) => Floor(time, TimeSpan.TicksPerSecond);

    public static DateTime FloorToHour(DateTime time) => Floor(time, TimeSpan.TicksPerHour);

    private static DateTime Floor(DateTime time, long ticks) => time.Kind == DateTimeKind.Utc
        ? new DateTime(time.Ticks - (time.Ticks % ticks), DateTimeKind.Utc)
        : throw new ArgumentException("A time must be in UTC.", nameof(time));
}
