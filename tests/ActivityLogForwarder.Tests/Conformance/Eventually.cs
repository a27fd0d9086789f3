namespace ActivityLogForwarder.Tests.Conformance;

/// <summary>Waits for what happens elsewhere, up to a deadline.</summary>
public static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    /// <summary>Returns once the condition holds; fails after <see cref="Deadline"/>.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, "It did not happen in time.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
