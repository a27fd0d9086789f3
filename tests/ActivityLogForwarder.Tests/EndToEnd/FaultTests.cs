using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Simulator.Faults;

namespace ActivityLogForwarder.Tests.EndToEnd;

/// <summary>Every fault of the API that the simulator knows, one at a time, against the whole forwarder.</summary>
public sealed class FaultTests
{
    // With these, an API shows less than there is, or nothing, for as long as they last.
    private static readonly string[] Blocking = ["403-contract", "404-contract", "contracts-empty", "contracts-403", "basic-refused"];

    // While these last, events have other ids than after.
    private static readonly string[] ChangingIds = ["no-uuid", "odd-uuid", "twins"];

    // These have tests of their own here.
    private static readonly string[] Apart = ["token-expires", "crowded-second"];

    /// <summary>A fault that is added to the table is among them.</summary>
    public static TheoryData<string> Faults => [.. FaultTable.All.Select(kind => kind.Name).Except(Apart)];

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
        if (!Blocking.Contains(fault))
        {
            Assert.Empty(problems);
            AssertDelivered(harness, harness.Truth());
        }

        if (ChangingIds.Contains(fault))
            return;
        harness.Simulator.Faults.Disable();
        Assert.Empty(await harness.OnceAsync());
        AssertDelivered(harness, harness.Truth());
    }

    [Fact]
    public async Task A_token_that_expires_is_replaced_by_the_one_in_its_file()
    {
        await using var harness = await ForwarderHarness.StartAsync(options => options with { Faults = FaultSet.Parse("token-expires=5:token=renewed") });
        var token = Path.Combine(harness.Folder, "token");
        await File.WriteAllTextAsync(token, ForwarderHarness.Token, TestContext.Current.CancellationToken);
        harness.Account = $"tokenFile: \"{token}\"";
        var truth = harness.Truth();
        var isRenewed = false;
        await harness.RunUntilAsync(_ =>
        {
            if (!isRenewed && harness.Simulator.Requests.Total > 6)
            {
                Assert.True(harness.Delivered().Count < truth.Count);
                File.WriteAllText(token, "renewed");
                isRenewed = true;
            }

            return isRenewed && harness.Delivered().Count >= truth.Count;
        });
        AssertDelivered(harness, truth);
    }

    /// <summary>What of a second cannot be reached is the one exception to completeness; it is written down.</summary>
    [Fact]
    public async Task A_second_beyond_what_the_API_pages_through_is_a_gap_and_all_else_arrives()
    {
        await using var harness = await ForwarderHarness.StartAsync(options => options with { Faults = FaultSet.Parse("crowded-second"), MaxWindow = 1000 });
        await harness.OnceAsync();
        var delivered = harness.Delivered();
        Assert.Equal(delivered.Count, delivered.Distinct().Count());
        Assert.Empty(delivered.Except(harness.Truth()).Take(5));

        await using var store = Stores.OpenReadOnly(harness.Read().State);
        var gaps = store.Gaps();
        var arrived = delivered.ToHashSet();
        var missing = harness.Simulator.Contracts
            .SelectMany(contract => harness.Simulator.Events(contract).Select(logged => (Contract: contract, logged.Id, Time: logged.Time)))
            .Where(logged => !arrived.Contains($"{logged.Contract}:{logged.Id}")).ToList();
        Assert.NotEmpty(missing);
        Assert.All(missing, logged => Assert.Contains(gaps, gap => gap.Lane.Contract == logged.Contract && gap.Window.Contains(logged.Time)));
        Assert.All(gaps, gap => Assert.Equal(TimeSpan.FromSeconds(1), gap.Window.Length));
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
}
