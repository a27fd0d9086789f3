using System.Globalization;
using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The process behind <see cref="Simulator"/>: it keeps the pages that it has written, so that what it costs the machine is little.</summary>
internal static class SimulatorProcess
{
    // Of 2 million events all, of 5 million two thirds.
    private const long KeepBytes = 3_500_000_000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Serves as long as the process that started it lives.</summary>
    /// <param name="args">How many events, the end of their day, over how many contracts, and that process's id.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var simulator = await ActivityLogSimulator.StartAsync(new SimulatorOptions
        {
            Events = long.Parse(args[0], CultureInfo.InvariantCulture),
            End = DateTimeOffset.Parse(args[1], CultureInfo.InvariantCulture),
            Contracts = SimulatorOptions.MadeUpContracts(int.Parse(args[2], CultureInfo.InvariantCulture)),
            KeepBytes = KeepBytes,
        }).ConfigureAwait(false);
        Console.Out.WriteLine(simulator.Url.Port);
        while (Directory.Exists("/proc/" + args[3]))
            await Task.Delay(LookEvery).ConfigureAwait(false);
        return 0;
    }
}
