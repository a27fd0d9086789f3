using System.Diagnostics;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The program itself: <c>run --once</c> with a new state.</summary>
/// <param name="sinks">What the configuration says below <c>sinks:</c>, with <c>{bulk}</c>, <c>{syslog}</c> and <c>{folder}</c> filled in.</param>
/// <param name="copies">How many sinks get every event at a receiver.</param>
internal sealed class Product(string sinks, int copies) : IForwarder
{
    public string Name => "ActivityLogForwarder";

    public async Task<Result> RunAsync(BenchOptions options, Uri api, long events)
    {
        await using var bulk = new BulkReceiver();
        await using var syslog = new SyslogReceiver();
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "product"));
        try
        {
            var config = Path.Combine(folder.FullName, "config.yaml");
            await File.WriteAllTextAsync(config, $$"""
                source:
                  url: {{api}}
                  startFrom: "2026-06-01T00:00:00Z"
                  requestsPerSecond: 100000
                accounts:
                  main:
                    token: bench
                    contracts: ["31990001"]
                state: { path: {{folder}}/state/forwarder.db }
                completeness: { recheckWindow: 48h }
                sinks:
                {{sinks.Replace("{bulk}", $"http://127.0.0.1:{bulk.Port}").Replace("{syslog}", $"tcp://127.0.0.1:{syslog.Port}").Replace("{folder}", folder.FullName)}}
                """).ConfigureAwait(false);
            string[] command = [options.Program, "run", "--config", config, "--once"];
            if (options.Profile.Length > 0)
                command = ["perf", "record", "-F", "999", "-g", "-o", options.Profile, "--", .. command];
            using var child = Child.Start(
                command[0], command[1..], Path.Combine(options.Folder, "product.log"), [("DOTNET_PerfMapEnabled", options.Profile.Length > 0 ? "1" : "0")]);
            await child.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            var seconds = Stopwatch.GetElapsedTime(child.StartedAt).TotalSeconds;
            if (child.ExitCode != 0)
                throw new InvalidOperationException($"Exit code {child.ExitCode}: " + await File.ReadAllTextAsync(Path.Combine(options.Folder, "product.log")).ConfigureAwait(false));
            if (bulk.Count + syslog.Count != copies * events)
                throw new InvalidOperationException($"{bulk.Count} and {syslog.Count} of {events} events arrived.");
            var first = new[] { bulk.FirstAt, syslog.FirstAt }.Where(at => at != 0).DefaultIfEmpty(child.StartedAt).Min();
            return new Result(child.CpuSeconds / events * 1e6, child.PeakMegabytes, Stopwatch.GetElapsedTime(child.StartedAt, first).TotalMilliseconds, seconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
