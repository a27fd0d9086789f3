using System.Text.Json;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>What <c>status</c>, <c>dead-letters</c> and <c>contracts</c> show, beside a running forwarder and without one.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task Status_shows_every_lane_while_it_runs_and_afterwards()
    {
        await using var installation = await Installation.StartAsync(events: 600, contracts: 2);
        installation.Configure(Installation.ToFile + "\nscreen: { type: stdout, format: ecs }");
        await using (var run = installation.Start("run"))
        {
            var lanes = await LanesAsync(installation, lanes => lanes.Length == 4 && lanes.All(lane => lane.GetProperty("delivered").GetInt64() == 300));
            AssertLanes(lanes);
            run.Terminate();
            Assert.Equal(600, (await run.FinishAsync()).OutputLines.Length);
        }

        AssertLanes(await installation.LanesAsync());
        var table = (await installation.RunAsync(0, "status")).OutputLines;
        Assert.Matches("^CONTRACT +SINK +CURSOR +LAG +DELIVERED +DEAD LETTERS +STATE +LAST ERROR$", table[0]);
        Assert.Equal(5, table.Length);
        Assert.Matches(@"^31990001 +archive +\S+Z +.+ +300 +0 +ok$", table[1]);
        Assert.Matches(@"^31990001 +screen +\S+Z +.+ +300 +0 +ok, unconfirmed$", table[2]);
        Assert.DoesNotContain("\u001b", string.Concat(table), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_of_a_sink_that_is_held_and_one_that_is_gone()
    {
        await using var installation = await Installation.StartAsync();
        installation.Elasticsearch.Faults.RefuseEverything();
        await using (var run = installation.Start("run"))
        {
            var lanes = await LanesAsync(installation, lanes => lanes.Any(lane => lane.GetProperty("held").GetBoolean()) && lanes[0].GetProperty("delivered").GetInt64() == 300);
            Assert.Equal(("siem", 0, 0), (lanes[1].GetProperty("sink").GetString(), lanes[1].GetProperty("delivered").GetInt64(), lanes[1].GetProperty("deadLetters").GetInt64()));
            Assert.StartsWith("refuses everything: ", lanes[1].GetProperty("lastError").GetString(), StringComparison.Ordinal);
            Assert.Contains("held", (await installation.RunAsync(0, "status")).Output, StringComparison.Ordinal);

            installation.Elasticsearch.Faults.Judge = null;
            lanes = await LanesAsync(installation, lanes => lanes.All(lane => lane.GetProperty("delivered").GetInt64() == 300 && !lane.GetProperty("held").GetBoolean()));
            Assert.Equal(JsonValueKind.Null, lanes[1].GetProperty("lastError").ValueKind);
            run.Terminate();
            await run.FinishAsync();
        }

        Same.Once(installation.Truth, installation.Indexed);
        installation.Configure(Installation.ToFile);
        Assert.Equal([false, true], (await installation.LanesAsync()).Select(lane => lane.GetProperty("orphaned").GetBoolean()));
        Assert.Contains("not configured", (await installation.RunAsync(0, "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_sink_is_still_shown_as_held_when_nothing_runs()
    {
        await using var installation = await Installation.StartAsync();
        installation.Elasticsearch.Faults.RefuseEverything();
        await using (var run = installation.Start("run"))
        {
            await LanesAsync(installation, lanes => lanes.Length == 2
                && lanes[0].GetProperty("lagSeconds").GetInt64() < lanes[0].GetProperty("expectedLagSeconds").GetInt64() && lanes[1].GetProperty("held").GetBoolean());
            run.Terminate();
            await run.FinishAsync();
        }

        Assert.Equal([false, true], (await installation.LanesAsync()).Select(lane => lane.GetProperty("held").GetBoolean()));
        using var document = JsonDocument.Parse((await installation.RunAsync(0, "status", "--json")).Output);
        Assert.False(document.RootElement.GetProperty("ready").GetBoolean());
        var reason = Assert.Single(document.RootElement.GetProperty("reasons").EnumerateArray());
        Assert.Equal(("31990001", "siem"), (reason.GetProperty("contract").GetString(), reason.GetProperty("sink").GetString()));

        installation.Elasticsearch.Faults.Judge = null;
        await installation.RunAsync(0, "run", "--once");
        using var better = JsonDocument.Parse((await installation.RunAsync(0, "status", "--json")).Output);
        Assert.True(better.RootElement.GetProperty("ready").GetBoolean(), better.RootElement.ToString());
    }

    [Fact]
    public async Task Dead_letters_are_listed_and_shown_by_number_and_by_event()
    {
        await using var installation = await Installation.StartAsync(events: 2000);
        installation.Elasticsearch.Faults.RefuseOneIn(500);
        await installation.RunAsync(4, "run", "--once");
        var refused = installation.Truth.Where(id => StubFaults.IsRefused(id, 500)).ToList();

        var list = (await installation.RunAsync(0, "dead-letters", "list")).OutputLines.Select(line => line.Split('\t')).ToList();
        Assert.Equal(refused.Order(), list.Select(cells => $"{cells[2]}:{cells[1]}").Order());
        Assert.All(list, cells => Assert.Equal((6, "siem"), (cells.Length, cells[3])));
        var lines = (await installation.RunAsync(0, "dead-letters", "list", "--json")).OutputLines;
        Assert.Equal(list.Select(cells => cells[1]), lines.Select(line => Member(line, "eventId")));

        var (number, id) = (list[0][0], list[0][1]);
        var byNumber = Assert.Single((await installation.RunAsync(0, "dead-letters", "show", number)).OutputLines);
        var byEvent = Assert.Single((await installation.RunAsync(0, "dead-letters", "show", id)).OutputLines);
        Assert.Equal(byNumber, byEvent);
        Assert.Equal(id, Member(byEvent, "eventId"));
        Assert.Equal(id, Member(Member(byEvent, "payload"), "@uuid"));
        Assert.Equal(refused.Count, (await installation.LanesAsync())[1].GetProperty("deadLetters").GetInt64());

        var none = await installation.RunAsync(2, "dead-letters", "show", "no-such-event");
        Assert.Contains("There is no dead letter no-such-event", Assert.Single(none.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contracts_are_listed_by_account()
    {
        await using var installation = await Installation.StartAsync(contracts: 3);
        Assert.Equal(
            ["main\t31990001", "main\t31990002", "main\t31990003"], (await installation.RunAsync(0, "contracts")).OutputLines);
        installation.Configure(account: "token: s3cr3t-but-wrong");
        var finished = await installation.RunAsync(4, "contracts");
        Assert.StartsWith("account main: ", Assert.Single(finished.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(finished.Output);
    }

    private static void AssertLanes(JsonElement[] lanes)
    {
        Assert.Equal(
            [("31990001", "archive", true), ("31990001", "screen", false), ("31990002", "archive", true), ("31990002", "screen", false)],
            lanes.Select(lane => (lane.GetProperty("contract").GetString()!, lane.GetProperty("sink").GetString()!, lane.GetProperty("confirmed").GetBoolean())));
        Assert.All(lanes, lane =>
        {
            Assert.Equal((300, 0, "main"), (lane.GetProperty("delivered").GetInt64(), lane.GetProperty("deadLetters").GetInt64(), lane.GetProperty("account").GetString()));
            Assert.False(lane.GetProperty("held").GetBoolean() || lane.GetProperty("orphaned").GetBoolean());
            Assert.InRange(lane.GetProperty("lagSeconds").GetInt64(), 0, 60);
        });
    }

    private static async Task<JsonElement[]> LanesAsync(Installation installation, Func<JsonElement[], bool> are)
    {
        for (var tries = 0; tries < 60; tries++)
        {
            var lanes = await installation.LanesAsync();
            if (lanes.Length > 0 && are(lanes))
                return lanes;
            await Task.Delay(100);
        }

        throw new InvalidOperationException("The status never came to be as expected.\n" + (await installation.RunAsync("status")));
    }

    private static string Member(string json, string name)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(name).GetString()!;
    }
}
