namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>Every fault there is, in the order in which help lists them.</summary>
public static class FaultTable
{
    public static IReadOnlyList<FaultKind> All { get; } =
    [
        .. TotalFaults.All, .. HitFaults.All, .. EventFaults.All, .. OddTextFaults.All,
        .. QueryFaults.All, .. OrderFaults.All, .. TimeFaults.All, .. HidingFaults.All,
        .. AccessFaults.All, .. RefusalFaults.All, .. TransportFaults.All,
    ];

    /// <summary>The fault of that name; null if there is none.</summary>
    public static FaultKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
