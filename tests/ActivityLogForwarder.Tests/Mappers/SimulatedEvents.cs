using ActivityLogForwarder.Core;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Simulator.Faults;
using ActivityLogForwarder.Simulator.Log;
using ActivityLogForwarder.Tests.Simulator;

namespace ActivityLogForwarder.Tests.Mappers;

/// <summary>Thousands of events as the simulator shows them, with every fault that an event may have.</summary>
internal static class SimulatedEvents
{
    private static readonly string[] Faults =
    [
        "", "types", "no-uuid", "odd-uuid", "odd-param", "odd-resources", "odd-action", "time-formats", "time-missing:every=2",
        "time-unparsable:every=2", "unknown-types:every=2", "long-numbers", "reseller", "same-request", "odd-principal", "odd-text",
        "unknown-members", "big-event=50000:every=100", "deep-event:every=10",
        "types,odd-param,odd-action,time-formats,long-numbers,odd-principal,odd-text,unknown-members,deep-event:every=7,unknown-types",
    ];

    /// <summary>Read once: the events do not change.</summary>
    public static IReadOnlyList<ActivityEvent> All { get; } = [.. Faults.SelectMany(Of)];

    private static List<ActivityEvent> Of(string faults)
    {
        var simulation = new Simulation(new SimulatorOptions
        {
            Events = 250,
            TimeProvider = new SettableTime(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero)),
            Faults = FaultSet.Parse(faults),
        });
        var contract = simulation.Contracts[0];
        var log = simulation.Find(contract)!;
        var active = simulation.Faults.Active;
        var view = new LogView(log, active, simulation.Now(active));
        var writer = new HitWriter(log, view.Added, active);
        using var page = new Utf8Page();
        var events = new List<ActivityEvent>();
        foreach (var (hit, _) in view.Enumerate(0, long.MaxValue))
        {
            page.Truncate(0);
            writer.WriteSource(page, hit);
            events.Add(Sample.Event(page.Written.ToArray(), contract));
        }

        return events;
    }
}
