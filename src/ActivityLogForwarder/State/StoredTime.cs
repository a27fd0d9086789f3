namespace ActivityLogForwarder.State;

/// <summary>Times as a store keeps them: whole seconds since 1970, before it negative, in UTC.</summary>
internal static class StoredTime
{
    public const long SecondsPerHour = 3600;

    private const long UnixEpoch = 62_135_596_800;

    /// <summary>The second in which the time lies.</summary>
    public static long Seconds(DateTime utc) => (utc.Ticks / TimeSpan.TicksPerSecond) - UnixEpoch;

    /// <summary>The first second of the hour in which the time lies.</summary>
    public static long Hour(DateTime utc) => (utc.Ticks / TimeSpan.TicksPerHour * SecondsPerHour) - UnixEpoch;

    /// <exception cref="OverflowException">It is far from any time.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It lies outside the years 1 to 9999.</exception>
    public static DateTime FromSeconds(long seconds) =>
        new(checked((seconds + UnixEpoch) * TimeSpan.TicksPerSecond), DateTimeKind.Utc);
}
