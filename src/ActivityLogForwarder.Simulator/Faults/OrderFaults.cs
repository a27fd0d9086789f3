using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Simulator.Log;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>In which order hits may come. Of several only the last that was switched on holds.</summary>
internal static class OrderFaults
{
    public static readonly FaultKind[] All =
    [
        new("oldest-first", "Hits come oldest first.", new OrderFault((_, _) => { })),
        new("unsorted", "Hits come in no order, but in the same at each call.", new OrderFault((hits, _) => Sort(hits, hit => Salted(hit, 0)))),
        new("ties-shuffled", "Hits of one second come in another order at each call.", new OrderFault(BySecond)),
    ];

    /// <summary>Newest first by whole seconds; within a second in an order that depends on the salt.</summary>
    public static void BySecond(List<Hit> hits, long salt) => hits.Sort((a, b) =>
    {
        var bySecond = (b.Ticks / TimeSpan.TicksPerSecond).CompareTo(a.Ticks / TimeSpan.TicksPerSecond);
        return bySecond != 0 ? bySecond : Salted(a, salt).CompareTo(Salted(b, salt));
    });

    private static void Sort(List<Hit> hits, Func<Hit, ulong> key) => hits.Sort((a, b) => key(a).CompareTo(key(b)));

    private static ulong Salted(Hit hit, long salt) =>
        Dice.Mix(Dice.Mix((ulong)hit.Index, (ulong)hit.Kind), (ulong)salt);
}
