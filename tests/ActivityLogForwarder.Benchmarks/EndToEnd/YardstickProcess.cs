using System.Diagnostics;
using System.Globalization;
using ActivityLogForwarder.Benchmarks.Micro;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>
/// The process behind <see cref="Yardstick"/>. It has one thread that works, the runtime's usual settings, and does nothing
/// until it is asked, so that its CPU time is that of the passes.
/// </summary>
internal static class YardstickProcess
{
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(300);

    /// <summary>Writes a line when it is ready and then one for each that it reads: microseconds of CPU time that a pass takes for an event.</summary>
    public static async Task<int> RunAsync()
    {
        var page = Events.Page();
        await WarmUpAsync(page).ConfigureAwait(false);
        Console.Out.WriteLine("ready");
        while (Console.In.ReadLine() is not null)
            Console.Out.WriteLine(Measure(page).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    // The runtime compiles what is called often behind the back of who calls it, and only once the start has gone quiet;
    // what it compiles it watches for a while, and then compiles again.
    private static async Task WarmUpAsync(byte[] page)
    {
        for (var i = 0; i < 6; i++)
        {
            Measure(page);
            await Task.Delay(Enough).ConfigureAwait(false);
        }
    }

    private static double Measure(byte[] page)
    {
        var (clock, before, passes) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, 0);
        for (; clock.Elapsed < Enough; passes++)
            BarePass.Over(page);
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / passes / Events.Count;
    }
}
