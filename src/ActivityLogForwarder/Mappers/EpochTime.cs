namespace ActivityLogForwarder.Mappers;

/// <summary>Times as milliseconds since 1970-01-01T00:00:00Z, negative before it; what is finer is cut.</summary>
internal static class EpochTime
{
    public static long Milliseconds(DateTime utc)
    {
        var (quotient, remainder) = Math.DivRem((utc - DateTime.UnixEpoch).Ticks, TimeSpan.TicksPerMillisecond);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
