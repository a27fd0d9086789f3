using System.Text;
using ActivityLogForwarder.Simulator.Faults;
using ActivityLogForwarder.Simulator.Http;
using ActivityLogForwarder.Simulator.Log;

namespace ActivityLogForwarder.Simulator;

/// <summary>
/// The IONOS Cloud Activity Log API, made up: both published operations on the loopback address, with activities that
/// follow from a seed, and with every fault that a reader should survive.
/// </summary>
public sealed class ActivityLogSimulator : IAsyncDisposable
{
    private readonly Simulation _simulation;
    private readonly HttpServer _server;

    private ActivityLogSimulator(Simulation simulation, HttpServer server)
    {
        _simulation = simulation;
        _server = server;
        Url = server.Url;
    }

    /// <summary>The base address, <c>http://127.0.0.1:port/</c>.</summary>
    public Uri Url { get; }

    /// <summary>The contract numbers.</summary>
    public IReadOnlyList<string> Contracts => _simulation.Contracts;

    /// <summary>What goes wrong; may be switched at any time.</summary>
    public FaultSet Faults => _simulation.Faults;

    /// <summary>The requests there were.</summary>
    public RequestLog Requests => _simulation.Requests;

    /// <summary>Starts to serve.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ActivityLogSimulator> StartAsync(
        SimulatorOptions options, CancellationToken cancellationToken = default)
    {
        var simulation = new Simulation(options);
        return new ActivityLogSimulator(simulation, await HttpServer.StartAsync(simulation, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// The events in a contract's log at this instant, oldest first, each id once: what a reader must have delivered,
    /// but for those that are hidden.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such contract.</exception>
    public IEnumerable<LoggedEvent> Events(string contract) => _simulation.Events(contract) ?? throw NoContract(contract);

    /// <summary>Adds events made by hand; an <c>@uuid</c> must not repeat that of another event.</summary>
    /// <exception cref="ArgumentException">There is no such contract.</exception>
    public void AddEvents(string contract, params IEnumerable<SimulatedEvent> events)
    {
        var log = _simulation.Find(contract) ?? throw NoContract(contract);
        log.Add(events.Select(added => new AddedEvent(
            added.Time.UtcTicks, Encoding.UTF8.GetBytes(added.Source), added.HiddenUntil?.UtcTicks ?? 0, added.HitId)));
    }

    /// <summary>From now on this Bearer token is let in, and nothing else.</summary>
    public void AcceptOnly(string token) => _simulation.Credentials.AcceptOnly(token);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static ArgumentException NoContract(string contract) => new($"There is no contract {contract}.", nameof(contract));
}
