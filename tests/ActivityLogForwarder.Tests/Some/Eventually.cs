using System.Diagnostics;

namespace ActivityLogForwarder.Tests.Some;

/// <summary>Waits for what another thread or process brings about, up to a deadline that only a failure reaches.</summary>
public static class Eventually
{
    public static async Task True(Func<bool> condition, int seconds = 30)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"This did not become true within {seconds} s.");
            await Task.Delay(10);
        }
    }
}
