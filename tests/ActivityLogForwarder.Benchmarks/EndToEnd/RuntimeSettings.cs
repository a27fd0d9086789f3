namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>Settings of the runtime for receivers and simulator, which shall take little of the machine. What is measured does not get them.</summary>
internal static class RuntimeSettings
{
    /// <summary>The same as in <c>tests/bench/run</c>, which has them for the receivers.</summary>
    public static readonly IReadOnlyList<(string Name, string Value)> Frugal =
        [("DOTNET_TieredPGO", "0"), ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0")];

    public static void RemoveFrom(IDictionary<string, string?> environment)
    {
        foreach (var (name, _) in Frugal)
            environment.Remove(name);
    }
}
