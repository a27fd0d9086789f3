namespace ActivityLogForwarder.Core.Options;

/// <summary>Where to begin: a time, a duration back from now, or the beginning of all records.</summary>
/// <param name="At">A fixed time, UTC; <see cref="DateTime.UnixEpoch"/> for <c>beginning</c>.</param>
/// <param name="Back">A duration back from now, zero for <c>now</c>.</param>
public sealed record StartTime(DateTime? At, TimeSpan? Back)
{
    /// <summary>The time in UTC, seen from the given now.</summary>
    public DateTime Resolve(DateTime now) => At ?? now - (Back ?? TimeSpan.Zero);
}
