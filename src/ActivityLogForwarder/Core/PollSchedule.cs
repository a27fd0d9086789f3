namespace ActivityLogForwarder.Core;

/// <summary>
/// When each contract is polled next: busy ones every <c>pollInterval</c>, idle ones ever less often up to
/// <c>maxPollInterval</c>, failing ones with a growing wait, refused ones every <c>maxPollInterval</c>. Plain
/// functions of what happened.
/// </summary>
public sealed class PollSchedule(TimeSpan pollInterval, TimeSpan maxPollInterval)
{
    private const double IdleGrowth = 1.5;

    /// <summary>The wait after a poll.</summary>
    /// <param name="previous">The wait before it.</param>
    /// <param name="sawEvents">Whether it brought new events.</param>
    public TimeSpan After(TimeSpan previous, bool sawEvents) =>
        sawEvents || previous < pollInterval ? pollInterval : Shorter(previous * IdleGrowth, maxPollInterval);

    /// <summary>The wait after a failed poll.</summary>
    /// <param name="failures">How many have failed in a row, this one included.</param>
    /// <param name="isRefusal">Whether the contract was refused.</param>
    public TimeSpan AfterFailure(int failures, bool isRefusal) =>
        isRefusal ? maxPollInterval : Gate.Backoff(failures - 1, pollInterval, maxPollInterval);

    /// <summary>How far behind now a contract's cursor is expected to be when all is well.</summary>
    public static TimeSpan ExpectedLag(TimeSpan interval, TimeSpan settle, TimeSpan timeout) => interval + settle + timeout;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
