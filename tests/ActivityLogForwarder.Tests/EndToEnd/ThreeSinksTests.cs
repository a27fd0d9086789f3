using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Sinks.Http;
using ActivityLogForwarder.Tests.Sinks.Splunk;

namespace ActivityLogForwarder.Tests.EndToEnd;

/// <summary>Three sinks of different kinds on one contract: one dead, one slow, one well.</summary>
public sealed class ThreeSinksTests
{
    private static readonly DateTimeOffset End = DateTimeOffset.UtcNow.AddSeconds(-30);

    [Fact]
    public async Task The_well_one_has_everything_while_the_slow_one_is_at_its_first_batch_and_the_dead_one_refuses()
    {
        var alone = await RequestsOfTheWellOneAloneAsync();
        await using var slow = await HttpStub.StartAsync();
        await using var dead = await SplunkStub.StartAsync();
        await using var harness = await StartAsync();
        harness.Sinks["slow"] = $"{{ type: http, url: \"{slow.Server.Url}\", batch: {{ maxEvents: 100 }} }}";
        harness.Sinks["dead"] = $"{{ type: splunk, url: \"{dead.Server.Url}\", token: {dead.Token}, retry: {{ initial: 50ms, max: 200ms }} }}";
        await dead.Server.DownAsync();
        var hold = slow.Server.Hold();
        var requests = 0L;
        await harness.RunUntilAsync(forwarder =>
        {
            // What the well one gets depends on neither of the others: both are where they began.
            if (hold is not null && harness.Delivered().Count == harness.Truth().Count
                && slow.Server.Asked > 0 && forwarder.Status().Lanes.Any(lane => lane.Sink == "dead" && lane.LastError is not null))
            {
                Assert.Empty(slow.Records);
                Assert.Empty(dead.Indexed);
                requests = harness.Simulator.Requests.Total;
                hold.Dispose();
                hold = null;
                dead.Server.UpAsync().GetAwaiter().GetResult();
            }

            return hold is null && slow.Records.Count == harness.Truth().Count && dead.Indexed.Count == harness.Truth().Count;
        });
        Assert.Equal(harness.Truth().Order(StringComparer.Ordinal), harness.Delivered().Order(StringComparer.Ordinal));
        // Lanes read together or each the window it is at: not one of the two that stand still has read on.
        Assert.InRange(requests, 1, (alone * 2) - 1);
    }

    private static async Task<long> RequestsOfTheWellOneAloneAsync()
    {
        await using var harness = await StartAsync();
        await harness.RunUntilAsync(_ => harness.Delivered().Count == harness.Truth().Count);
        return harness.Simulator.Requests.Total;
    }

    private static async Task<ForwarderHarness> StartAsync()
    {
        var harness = await ForwarderHarness.StartAsync(options => options with
        {
            Contracts = SimulatorOptions.MadeUpContracts(1),
            Events = 8000,
            End = End,
            MaxWindow = 1000,
        });
        // One poll, so that requests are those of the backlog and no clock has a say in how many there are.
        harness.Source["pollInterval"] = "1h";
        harness.Source["maxPollInterval"] = "1h";
        return harness;
    }
}
