using System.Diagnostics;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The program itself: <c>run --once</c> with a new state.</summary>
/// <param name="sinks">What the configuration says below <c>sinks:</c>, as <see cref="Receivers"/> fills it in.</param>
/// <param name="copies">How many sinks get every event at a receiver.</param>
/// <param name="contracts">Over how many contracts the events are spread.</param>
internal sealed class Product(string sinks, int copies = 1, int contracts = 1) : IForwarder
{
    public string Name => "ActivityLogForwarder";

    public async Task<Result> RunAsync(BenchOptions options, Uri api, long events)
    {
        await using var receivers = new Receivers(sinks);
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "product"));
        var log = Path.Combine(options.Folder, "product.log");
        try
        {
            var config = await ProductConfiguration.WriteAsync(folder.FullName, api, contracts, receivers.SinksIn(folder.FullName)).ConfigureAwait(false);
            string[] command = [options.Program, "run", "--config", config, "--once"];
            if (options.Profile.Length > 0)
                command = ["perf", "record", "-F", "999", "-g", "-o", options.Profile, "--", .. command];
            // Without the second, perf finds no names for compiled code.
            (string, string)[] environment = options.Profile.Length > 0 ? [("DOTNET_PerfMapEnabled", "1"), ("DOTNET_EnableWriteXorExecute", "0")] : [];
            using var child = Child.Start(command[0], command[1..], log, environment);
            await child.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            var seconds = Stopwatch.GetElapsedTime(child.StartedAt).TotalSeconds;
            if (child.ExitCode != 0)
                throw new InvalidOperationException($"Exit code {child.ExitCode}: " + await File.ReadAllTextAsync(log).ConfigureAwait(false));
            if (receivers.Count != copies * events)
                throw new InvalidOperationException($"{receivers.Count} of {copies} × {events} events arrived.");
            return new Result(child, events, receivers.FirstAt, seconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
