using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The product's configuration.</summary>
/// <param name="Api">The simulator.</param>
/// <param name="Sinks">What stands below <c>sinks:</c>, as <see cref="Receivers"/> fills it in.</param>
/// <param name="Contracts">How many contracts, from the simulator's first one on.</param>
/// <param name="More">What stands behind all of it.</param>
internal sealed record ProductConfiguration(Uri Api, string Sinks, int Contracts = 1, string More = "")
{
    /// <summary>Writes it.</summary>
    /// <param name="folder">Where to; a new state will lie beside it.</param>
    /// <param name="receivers">What its sinks send to.</param>
    /// <returns>The file.</returns>
    public async Task<string> WriteAsync(string folder, Receivers receivers)
    {
        var file = Path.Combine(folder, "config.yaml");
        await File.WriteAllTextAsync(file, $$"""
            source:
              url: {{Api}}
              startFrom: "2026-06-01T00:00:00Z"
              requestsPerSecond: 100000
            accounts:
              main:
                token: bench
                contracts: ["{{string.Join("\", \"", SimulatorOptions.MadeUpContracts(Contracts))}}"]
            state: { path: {{folder}}/state/forwarder.db }
            completeness: { recheckWindow: 48h }
            sinks:
            {{receivers.SinksIn(folder)}}
            {{More}}
            """).ConfigureAwait(false);
        return file;
    }
}
