using System.Net;
using System.Text.Json;
using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Tests.Simulator;

public sealed class ControlOperationsTests
{
    [Fact]
    public async Task Events_are_streamed_as_the_truth_has_them()
    {
        await using var bench = await Bench.StartAsync("late=3h");

        var lines = (await bench.GetAsync($"simulator/events?contract={bench.Contract}")).Text.TrimEnd('\n').Split('\n');

        var streamed = lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(line => new LoggedEvent(line.GetProperty("id").GetString()!, line.GetProperty("time").GetDateTime(), line.GetProperty("hidden").GetBoolean()));
        Assert.Equal(bench.Simulator.Events(bench.Contract), streamed);
        Assert.Equal(HttpStatusCode.NotFound, (await bench.GetAsync("simulator/events?contract=1")).Status);
    }

    [Fact]
    public async Task Requests_are_counted_by_contract_and_kind_and_kept()
    {
        await using var bench = await Bench.StartAsync("403-contract=31990002", options => options with { Contracts = ["31990001", "31990002"] });
        await bench.ContractsAsync();
        await bench.PageAsync("limit=1");
        await bench.PageAsync("limit=100");
        await bench.PageAsync("offset=100&limit=100");
        await bench.PageAsync("offset=200&limit=100");
        await bench.PageAsync("limit=50", "31990002");

        var log = (await bench.GetAsync("simulator/requests")).Json;

        Assert.Equal(6, log.GetProperty("total").GetInt64());
        Assert.Equal(
            """{"":{"contracts":1},"31990001":{"total":1,"firstPage":1,"furtherPage":2},"31990002":{"firstPage":1}}""",
            log.GetProperty("counts").GetRawText());
        Assert.Equal("""{"200":5,"403":1}""", log.GetProperty("statuses").GetRawText());
        Assert.Equal(6, log.GetProperty("recent").GetArrayLength());
        var last = log.GetProperty("recent")[5];
        Assert.Equal("/activitylog/v1/contracts/31990002", last.GetProperty("path").GetString());
        Assert.Equal("?limit=50", last.GetProperty("query").GetString());
        Assert.Equal(403, last.GetProperty("status").GetInt32());
        Assert.Equal(bench.Simulator.Requests.Recent[5].Query, last.GetProperty("query").GetString());
    }

    [Fact]
    public async Task The_last_thousand_requests_are_kept()
    {
        await using var bench = await Bench.StartAsync();
        for (var i = 0; i < 1005; i++)
            await bench.PageAsync($"limit=0&offset={i}");
        Assert.Equal(1005, bench.Simulator.Requests.Total);
        Assert.Equal(1000, bench.Simulator.Requests.Recent.Count);
        Assert.Equal("?limit=0&offset=5", bench.Simulator.Requests.Recent[0].Query);
    }

    [Fact]
    public async Task Faults_are_switched_over_the_wire()
    {
        await using var bench = await Bench.StartAsync();

        var answer = await bench.GetAsync("simulator/faults?enable=no-uuid,total-object", method: HttpMethod.Post);
        Assert.Equal(["total-object", "no-uuid"], EnabledIn(answer));
        Assert.Equal(JsonValueKind.Object, (await bench.PageAsync()).Total.ValueKind);

        Assert.Equal(["no-uuid"], EnabledIn(await bench.GetAsync("simulator/faults?disable=total-object", method: HttpMethod.Post)));
        Assert.Equal(JsonValueKind.Number, (await bench.PageAsync()).Total.ValueKind);

        Assert.Equal(["late"], EnabledIn(await bench.GetAsync("simulator/faults?disable=all&enable=late=1h", method: HttpMethod.Post)));
        Assert.Equal(["late"], EnabledIn(await bench.GetAsync("simulator/faults")));

        answer = await bench.GetAsync("simulator/faults?enable=\"nonsense", method: HttpMethod.Post);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("no fault", answer.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(["late"], bench.Simulator.Faults.Enabled);

        static IEnumerable<string> EnabledIn(Answer answer) => answer.Json.EnumerateArray()
            .Where(fault => fault.GetProperty("enabled").GetBoolean()).Select(fault => fault.GetProperty("name").GetString()!);
    }

    [Fact]
    public async Task Faults_do_not_disturb_the_control()
    {
        await using var bench = await Bench.StartAsync("500=always,cut-off=always");
        bench.Authorization = "";
        Assert.Equal(HttpStatusCode.InternalServerError, (await bench.PageAsync()).Status);
        Assert.Equal(1, (await bench.GetAsync("simulator/requests")).Json.GetProperty("total").GetInt64());
    }
}
