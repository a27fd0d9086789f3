using System.Text.RegularExpressions;
using ActivityLogForwarder.Simulator.Faults;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Documents;

namespace ActivityLogForwarder.Tests.Monitoring;

/// <summary>
/// Each alert fires, and no other beside it, once the simulator or what surrounds the forwarder produces its cause: the
/// rules as they are, over what a real forwarder's <c>/metrics</c> said.
/// </summary>
public sealed partial class AlertTests
{
    private const string Fetched = "alf_events_fetched_total{account=\"main\",contract=\"31990001\"";

    private const string Asked = "alf_source_requests_total{account=\"main\",status=\"200\"";

    [Fact]
    public async Task Nothing_fires_while_all_is_well()
    {
        await using var monitored = await MonitoredForwarder.StartAsync(options => options with { Token = null, Rate = 20 });
        monitored.Harness.Account = $"token: {Tokens.ThatEndsIn(TimeSpan.FromDays(90))}";
        monitored.Harness.Completeness = "{ recheckEvery: 1s }";
        var first = await monitored.RunAsync();
        await monitored.ScrapeWhenDeliveredAsync("file");
        await monitored.ScrapeWhenDeliveredAsync();
        var last = await monitored.ScrapeUntilAsync("alf_ledger_missing_events", _ => true);
        await new Timeline(1, first, (3, last)).AssertFiringAsync();
        await new Timeline(5, first, (24, last), (48, last)).AssertFiringAsync();
    }

    [Fact]
    public async Task A_forwarder_that_is_gone()
    {
        await using var monitored = await MonitoredForwarder.StartAsync();
        var first = await monitored.RunAsync();
        var last = await monitored.ScrapeWhenDeliveredAsync();
        await monitored.StopAsync();
        var gone = await monitored.ScrapeAsync();
        await new Timeline(1, first, (1, last), (1, gone)).AssertFiringAsync("ActivityLogForwarderDown");
        var nothing = gone with { Samples = new Dictionary<string, double>() };
        await new Timeline(1, nothing, (1, nothing)).AssertFiringAsync("ActivityLogForwarderDown");
    }

    [Fact]
    public async Task A_sink_that_is_down()
    {
        await using var monitored = await MonitoredForwarder.StartAsync();
        await monitored.Siem.DownAsync();
        var first = await monitored.RunAsync();
        var last = await monitored.ScrapeWhenDeliveredAsync("file");
        await new Timeline(1, first, (1, last)).AssertFiringAsync("ActivityLogForwarderLagging");
    }

    [Fact]
    public async Task Events_that_are_missing_in_a_sink()
    {
        await using var monitored = await MonitoredForwarder.StartAsync(options => options with { Faults = FaultSet.Parse("hidden=1d:every=4") });
        monitored.Harness.Source["overlap"] = "0s";
        monitored.Harness.Completeness = "{ recheckEvery: 1s }";
        var first = await monitored.RunAsync();
        foreach (var lane in new[] { "31990001\",sink=\"file", "31990001\",sink=\"siem", "31990002\",sink=\"file", "31990002\",sink=\"siem" })
            await monitored.ScrapeUntilAsync($"alf_delivery_lag_seconds{{contract=\"{lane}\"", lag => lag is > 0 and < 60);
        await monitored.Siem.DownAsync();
        // From now on the API shows them, and the recheck cannot deliver them.
        monitored.Simulator.Faults.Disable("hidden");
        var last = await monitored.ScrapeUntilAsync("alf_ledger_missing_events{contract=\"31990001\",sink=\"siem\"", value => value > 0);
        await new Timeline(1, first, (3, last)).AssertFiringAsync("ActivityLogForwarderEventsMissing");
    }

    [Fact]
    public async Task A_second_with_more_events_than_the_API_gives_out()
    {
        await using var monitored = await MonitoredForwarder.StartAsync(options => options with { MaxWindow = 200, Faults = FaultSet.Parse("crowded-second=700") });
        var first = await monitored.RunAsync();
        var last = await monitored.ScrapeUntilAsync("alf_open_gaps{contract=\"31990002\"", value => value > 0);
        last = await monitored.ScrapeUntilAsync("alf_delivery_lag_seconds{contract=\"31990001\",sink=\"siem\"", lag => lag is > 0 and < 60);
        last = await monitored.ScrapeUntilAsync("alf_delivery_lag_seconds{contract=\"31990002\",sink=\"siem\"", lag => lag is > 0 and < 60);
        await new Timeline(1, first, (1, last)).AssertFiringAsync("ActivityLogForwarderSaturatedSecond");
    }

    [Fact]
    public async Task A_sink_that_refuses_everything()
    {
        await using var monitored = await MonitoredForwarder.StartAsync();
        monitored.Siem.Faults.RefuseEverything();
        var first = await monitored.RunAsync();
        var last = await monitored.ScrapeUntilAsync("alf_sink_held{sink=\"siem\"", value => value == 1);
        last = await monitored.ScrapeWhenDeliveredAsync("file");
        await new Timeline(1, first, (1, last)).AssertFiringAsync("ActivityLogForwarderLagging", "ActivityLogForwarderSinkHeld");
    }

    [Fact]
    public async Task Events_that_a_sink_refuses_for_good()
    {
        await using var monitored = await MonitoredForwarder.StartAsync();
        monitored.Siem.Faults.RefuseOneIn(500);
        var first = await monitored.RunAsync();
        await monitored.ScrapeWhenDeliveredAsync("file");
        var last = await monitored.ScrapeUntilAsync("alf_dead_letters_pending{sink=\"siem\"", value => value > 0);
        last = await monitored.ScrapeUntilAsync("alf_delivery_lag_seconds{contract=\"31990001\",sink=\"siem\"", lag => lag is > 0 and < 60);
        last = await monitored.ScrapeUntilAsync("alf_delivery_lag_seconds{contract=\"31990002\",sink=\"siem\"", lag => lag is > 0 and < 60);
        await new Timeline(1, first, (1, last)).AssertFiringAsync("ActivityLogForwarderDeadLetters");
    }

    [Fact]
    public async Task An_API_that_shows_nothing_any_more()
    {
        await using var monitored = await MonitoredForwarder.StartAsync(options => options with { Rate = 20 });
        var first = await monitored.RunAsync();
        var early = await monitored.ScrapeWhenDeliveredAsync();
        var later = await monitored.ScrapeUntilAsync(Fetched, value => value > early.Value(Fetched) + 20);
        monitored.Simulator.Faults.Enable("hidden=1d:every=1");
        var last = await ScrapeInSilenceAsync(monitored);
        await new Timeline(5, first, (24, early), (24, later), (1, last), (3, last)).AssertFiringAsync();
        await new Timeline(5, first, (24, early), (24, later), (1, last), (7 * 24 - 2, last)).AssertFiringAsync("ActivityLogForwarderNoEvents");
    }

    [Fact]
    public async Task A_token_that_ends_soon()
    {
        await using var monitored = await MonitoredForwarder.StartAsync(options => options with { Token = null });
        monitored.Harness.Account = $"token: {Tokens.ThatEndsIn(TimeSpan.FromDays(2))}";
        var first = await monitored.RunAsync();
        var last = await monitored.ScrapeWhenDeliveredAsync();
        await new Timeline(1, first, (1, last)).AssertFiringAsync("ActivityLogForwarderCredentialExpiring");
    }

    [Fact]
    public async Task A_contract_that_the_API_refuses()
    {
        await using var monitored = await MonitoredForwarder.StartAsync(options => options with { Faults = FaultSet.Parse("403-contract") });
        var first = await monitored.RunAsync();
        var last = await monitored.ScrapeUntilAsync("alf_source_requests_total{account=\"main\",status=\"403\"", value => value > 2);
        await new Timeline(1, first, (1, last)).AssertFiringAsync("ActivityLogForwarderApiRefused", "ActivityLogForwarderLagging");
    }

    [Fact]
    public async Task An_API_that_fails()
    {
        await using var monitored = await MonitoredForwarder.StartAsync();
        await monitored.RunAsync();
        var first = await monitored.ScrapeWhenDeliveredAsync();
        monitored.Simulator.Faults.Enable("503=always");
        var last = await monitored.ScrapeUntilAsync("alf_source_requests_total{account=\"main\",status=\"503\"", value => value > 20);
        await new Timeline(1, first, (1, last)).AssertFiringAsync("ActivityLogForwarderApiFailing");
    }

    [Fact]
    public async Task The_rules_are_right_each_has_a_test_and_leads_to_its_section()
    {
        var path = Path.Combine(RepositoryFolder.Root, "config", "prometheus", "activity-log-forwarder.rules.yaml");
        var (code, output) = await Promtool.RunAsync("", "check", "rules", path);
        Assert.True(code == 0, output);
        var rules = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var alerts = AlertName().Matches(rules).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(alerts.Select(alert => $"docs/operating.md#{alert.ToLowerInvariant()}"), Runbook().Matches(rules).Select(match => match.Groups[1].Value));
        Assert.Subset(Markdown.All.Single(page => page.Path == "docs/operating.md").Anchors.ToHashSet(), alerts.Select(alert => alert.ToLowerInvariant()).ToHashSet());
        var source = await File.ReadAllTextAsync(
            Path.Combine(RepositoryFolder.Root, "tests", "ActivityLogForwarder.Tests", "Monitoring", "AlertTests.cs"), TestContext.Current.CancellationToken);
        Assert.All(alerts, alert => Assert.Contains($"\"{alert}\"", source, StringComparison.Ordinal));
    }

    // What was read before a fault may be counted after it: several polls must go by without an event.
    private static async Task<Scrape> ScrapeInSilenceAsync(MonitoredForwarder monitored)
    {
        while (true)
        {
            var before = await monitored.ScrapeAsync();
            var after = await monitored.ScrapeUntilAsync(Asked, value => value > before.Value(Asked) + 5);
            if (after.Value(Fetched) == before.Value(Fetched))
                return after;
        }
    }

    [GeneratedRegex(@"^ +- alert: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex AlertName();

    [GeneratedRegex(@"runbook_url: (\S+)")]
    private static partial Regex Runbook();
}
