using ActivityLogForwarder.Simulator.Faults;

namespace ActivityLogForwarder.Tests.EndToEnd;

/// <summary>Every fault of the API that the simulator knows, one at a time, against the whole forwarder.</summary>
public sealed class FaultTests
{
    // With these, an API shows less than there is, or nothing, for as long as they last.
    private static readonly string[] Blocking = ["403-contract", "404-contract", "contracts-empty", "contracts-403", "basic-refused"];

    // While these last, events have other ids than after.
    private static readonly string[] ChangingIds = ["no-uuid", "odd-uuid", "twins"];

    /// <summary>All but the one that only a new token cures, which has a test of its own.</summary>
    public static TheoryData<string> Faults => [.. FaultTable.All.Select(kind => kind.Name).Except(["token-expires"])];

    /// <summary>
    /// Missing are at most the events that the fault hides, nothing comes twice or is made up, and once the fault is
    /// over all arrive.
    /// </summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_the_API_does_every_event_arrives_once(string fault)
    {
        await using var harness = await ForwarderHarness.StartAsync(options => options with
        {
            Faults = FaultSet.Parse(Setting(fault)),
            Events = fault.StartsWith("crowded", StringComparison.Ordinal) ? 50_000 : options.Events,
        });
        harness.Source["timeout"] = "1s";
        var problems = await harness.OnceAsync(TimeSpan.FromSeconds(40));
        if (!Blocking.Contains(fault) && !IsSaturating(fault))
        {
            Assert.Empty(problems);
            AssertDelivered(harness, harness.Truth());
        }

        if (ChangingIds.Contains(fault))
            return;
        harness.Simulator.Faults.Disable();
        Assert.Empty(await harness.OnceAsync());
        if (!IsSaturating(fault))
            AssertDelivered(harness, harness.Truth());
    }

    private static void AssertDelivered(ForwarderHarness harness, IReadOnlyList<string> truth)
    {
        var delivered = harness.Delivered();
        Assert.Equal(delivered.Count, delivered.Distinct().Count());
        Assert.Empty(delivered.Except(harness.Truth(withHidden: true)).Take(5));
        var missing = truth.Except(delivered).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} of {truth.Count} are missing, such as {string.Join(", ", missing.Take(3))}");
    }

    // What takes a minute by default takes a second here.
    private static string Setting(string fault) => fault switch
    {
        "drip" or "hang" => $"{fault}:time=3s:every=10",
        "hidden" => "hidden:for=1s",
        _ => fault,
    };

    private static bool IsSaturating(string fault) => fault == "crowded-second";
}
