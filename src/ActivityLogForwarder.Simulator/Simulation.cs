using ActivityLogForwarder.Simulator.Faults;
using ActivityLogForwarder.Simulator.Http;
using ActivityLogForwarder.Simulator.Log;

namespace ActivityLogForwarder.Simulator;

/// <summary>What is simulated, without the server in front of it.</summary>
internal sealed class Simulation
{
    private readonly Dictionary<string, ContractLog> _logs = new(StringComparer.Ordinal);

    public Simulation(SimulatorOptions options)
    {
        Options = options;
        Contracts = [.. options.Contracts];
        if (Contracts.Count == 0 || Contracts.Any(contract => contract.Length is 0 or > 20 || !contract.All(char.IsAsciiDigit)))
            throw new ArgumentException("Contract numbers have 1 to 20 digits, and there is at least one.", nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Events);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Rate);
        ArgumentOutOfRangeException.ThrowIfNegative(options.KeepBytes);

        var started = options.TimeProvider.GetUtcNow().UtcTicks;
        var end = options.End?.UtcTicks ?? started;
        for (var i = 0; i < Contracts.Count; i++)
        {
            // The first contracts take what does not divide evenly.
            var past = (options.Events / Contracts.Count) + (i < options.Events % Contracts.Count ? 1 : 0);
            _logs.Add(Contracts[i], new ContractLog(Contracts[i], options.Seed, key => new Timeline(
                key, past, end - options.History.Ticks, end, Math.Max(started, end), options.Rate / Contracts.Count)));
        }

        Kept = new KeptHits(_logs.Values, options.KeepBytes);
        Credentials = new Credentials(options.Token, options.Username, options.Password);
        Faults = new FaultSet(Start);
        Faults.Enable(options.Faults);
    }

    public SimulatorOptions Options { get; }

    public IReadOnlyList<string> Contracts { get; }

    public Credentials Credentials { get; }

    public FaultSet Faults { get; }

    public RequestLog Requests { get; } = new();

    public KeptHits Kept { get; }

    public int MaxWindow => Options.MaxWindow == 0 ? int.MaxValue : Options.MaxWindow;

    /// <summary>The service's clock, UTC, which a fault may move.</summary>
    public DateTime Now(ActiveFaults faults) => Options.TimeProvider.GetUtcNow().UtcDateTime + faults.Skew;

    public ContractLog? Find(string contract) => _logs.GetValueOrDefault(contract);

    /// <summary>What a contract's log holds; null if there is no such contract.</summary>
    public IEnumerable<LoggedEvent>? Events(string contract)
    {
        var faults = Faults.Active;
        return Find(contract) is { } log ? Truth.Of(log, faults, Now(faults)) : null;
    }

    private void Start(IReadOnlyList<Fault> faults)
    {
        var now = Now(Faults.Active);
        foreach (var fault in faults.OfType<StartFault>())
        {
            foreach (var log in _logs.Values)
                fault.Start(log, now);
        }
    }
}
