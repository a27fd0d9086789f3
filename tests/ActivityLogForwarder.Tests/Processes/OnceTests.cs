using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary><c>run --once</c>: what it delivers, and how it ends.</summary>
public sealed class OnceTests
{
    [Fact]
    public async Task Everything_is_delivered_once_and_a_second_run_asks_little()
    {
        await using var installation = await Installation.StartAsync(events: 40_000, contracts: 3);
        await installation.RunAsync(0, "run", "--once");
        Same.Once(installation.Truth, installation.Archived);
        Same.Once(installation.Truth, installation.Indexed);

        var (asked, sent) = (installation.Api.Requests.Total, installation.Elasticsearch.Requests);
        await installation.RunAsync(0, "run", "--once");
        Assert.Equal(40_000, installation.Archived.Count);
        Assert.Equal(sent, installation.Elasticsearch.Requests);
        Assert.InRange(installation.Api.Requests.Total - asked, 1, 1 + (3 * 5));
    }

    [Fact]
    public async Task A_contract_that_is_refused_is_named_and_keeps_no_other_back()
    {
        await using var installation = await Installation.StartAsync(events: 300, contracts: 3);
        installation.Api.Faults.Enable("403-contract");
        var refused = installation.Api.Contracts[0];
        var finished = await installation.RunAsync(4, "run", "--once");
        Assert.Contains(finished.ErrorLines, line => line.StartsWith($"contract {refused}, sink siem: ", StringComparison.Ordinal));
        var others = installation.Truth.Where(id => !id.StartsWith(refused, StringComparison.Ordinal)).ToList();
        Same.Once(others, installation.Archived);
        Same.Once(others, installation.Indexed);
    }

    [Fact]
    public async Task A_dead_letter_is_not_everything_delivered()
    {
        await using var installation = await Installation.StartAsync(events: 2000);
        installation.Elasticsearch.Faults.RefuseOneIn(500);
        var refused = installation.Truth.Where(id => StubFaults.IsRefused(id, 500)).ToList();
        Assert.NotEmpty(refused);
        var finished = await installation.RunAsync(4, "run", "--once");
        Assert.Contains($"sink siem: {refused.Count} dead letters", finished.Errors, StringComparison.Ordinal);
        Same.Once(installation.Truth.Except(refused), installation.Indexed);
        Same.Once(installation.Truth, installation.Archived);
    }

    [Fact]
    public async Task A_second_that_holds_too_much_is_not_everything_read()
    {
        await using var installation = await Installation.StartAsync(events: 0, options: new SimulatorOptions { MaxWindow = 1000 });
        var time = TimeProvider.System.GetUtcNow().AddHours(-1);
        installation.Api.AddEvents(installation.Api.Contracts[0], Enumerable.Range(0, 1500).Select(number => new SimulatedEvent(
            time, $$$"""{"@uuid":"crowd-{{{number}}}","meta":{"time":"{{{time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}}"}}""")));
        installation.Configure(Installation.ToFile);
        var finished = await installation.RunAsync(4, "run", "--once");
        Assert.Contains("1 seconds hold more events than the API gives out", finished.Errors, StringComparison.Ordinal);
        Assert.Equal(1000, installation.Archived.Count);
        Assert.Contains("seconds hold more", (await installation.RunAsync(0, "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sink_out_of_reach_ends_at_the_deadline_and_the_others_have_everything()
    {
        await using var installation = await Installation.StartAsync(events: 2000);
        await installation.Elasticsearch.DownAsync();
        var finished = await installation.RunAsync(4, "run", "--once", "--deadline", "2s");
        var line = Assert.Single(finished.ErrorLines, line => line.StartsWith("contract ", StringComparison.Ordinal));
        Assert.StartsWith($"contract {installation.Api.Contracts[0]}, sink siem: not up to now (", line, StringComparison.Ordinal);
        Same.Once(installation.Truth, installation.Archived);

        await installation.Elasticsearch.UpAsync();
        await installation.RunAsync(0, "run", "--once");
        Same.Once(installation.Truth, installation.Indexed);
        Same.Once(installation.Truth, installation.Archived);
    }

    [Fact]
    public async Task An_account_whose_contracts_cannot_be_listed_is_named()
    {
        await using var installation = await Installation.StartAsync();
        installation.Configure(account: "token: s3cr3t-but-wrong");
        var finished = await installation.RunAsync(4, "run", "--once");
        Assert.Contains("account main: contracts not listed: http-401", finished.Errors, StringComparison.Ordinal);
    }
}
