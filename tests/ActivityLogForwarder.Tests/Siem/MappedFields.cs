using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Simulator.Log;
using ActivityLogForwarder.Tests.Mappers;
using ActivityLogForwarder.Tests.Simulator;

namespace ActivityLogForwarder.Tests.Siem;

/// <summary>What a SIEM sees of the simulator's activities: fields with dotted names, and their values.</summary>
internal static class MappedFields
{
    public const string Contract = "31990001";

    /// <summary>A day as it always is, of many people and robots.</summary>
    public static IEnumerable<ActivityEvent> Ordinary(ulong seed, int events)
    {
        var simulation = new Simulation(new SimulatorOptions { Events = events, Seed = seed, Contracts = [Contract], TimeProvider = new SettableTime(Bench.Start) });
        var active = simulation.Faults.Active;
        var view = new LogView(simulation.Find(Contract)!, active, simulation.Now(active));
        var writer = new HitWriter(simulation.Find(Contract)!, view.Added, active);
        using var page = new Utf8Page();
        foreach (var (hit, _) in view.Enumerate(0, long.MaxValue))
        {
            page.Truncate(0);
            writer.WriteSource(page, hit);
            yield return Sample.Event(page.Written.ToArray(), Contract);
        }
    }

    public static IEnumerable<ActivityEvent> Of(Incident incident, ulong seed = 1) =>
        incident.Events(Contract, Bench.Start, seed).Select(made => Sample.Event(made.Source, Contract));

    /// <summary>The record's fields; what stands in an array has the array's name, with <paramref name="arrayMark"/>.</summary>
    public static ILookup<string, string> Fields(IMapper mapper, ActivityEvent activity, string arrayMark = "")
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(Sample.Bytes(mapper, activity)));
        return Leaves(document.RootElement, "", arrayMark).ToLookup(leaf => leaf.Name, leaf => leaf.Value);
    }

    private static IEnumerable<(string Name, string Value)> Leaves(JsonElement value, string name, string arrayMark) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Leaves(member.Value, name.Length == 0 ? member.Name : $"{name}.{member.Name}", arrayMark)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Leaves(item, name + arrayMark, arrayMark)),
        JsonValueKind.String => [(name, value.GetString()!)],
        _ => [(name, value.GetRawText())],
    };
}
