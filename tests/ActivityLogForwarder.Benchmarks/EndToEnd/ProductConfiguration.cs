using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The product's configuration file, in a folder of its own with a new state.</summary>
internal static class ProductConfiguration
{
    /// <summary>Writes it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="api">The simulator.</param>
    /// <param name="contracts">How many contracts, from the simulator's first one on.</param>
    /// <param name="sinks">What stands below <c>sinks:</c>.</param>
    /// <returns>The file.</returns>
    public static async Task<string> WriteAsync(string folder, Uri api, int contracts, string sinks)
    {
        var file = Path.Combine(folder, "config.yaml");
        await File.WriteAllTextAsync(file, $$"""
            source:
              url: {{api}}
              startFrom: "2026-06-01T00:00:00Z"
              requestsPerSecond: 100000
            accounts:
              main:
                token: bench
                contracts: ["{{string.Join("\", \"", SimulatorOptions.MadeUpContracts(contracts))}}"]
            state: { path: {{folder}}/state/forwarder.db }
            completeness: { recheckWindow: 48h }
            sinks:
            {{sinks}}
            """).ConfigureAwait(false);
        return file;
    }
}
