using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ActivityLogForwarder.Tests.Simulator;

public sealed class PageOperationTests
{
    [Fact]
    public async Task Without_parameters_the_newest_twenty_of_all_come()
    {
        await using var bench = await Bench.StartAsync();

        var answer = await bench.PageAsync();

        Assert.Equal(3000, answer.Total.GetInt64());
        Assert.Equal(20, answer.Hits.Count);
        Assert.Equal(answer.Body.Length, answer.Response.Content.Headers.ContentLength);
        var times = answer.Sources.Select(TimeOf).ToArray();
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal(bench.Simulator.Events(bench.Contract).Last().Time, times[0]);
    }

    [Fact]
    public async Task The_start_is_inclusive_and_the_end_exclusive()
    {
        await using var bench = await Bench.StartAsync(change: options => options with { Events = 0 });
        bench.Simulator.AddEvents(bench.Contract, At("11:00:00.000"), At("11:00:00.999"), At("11:00:01.000"), At("10:59:59.999"));

        var answer = await bench.PageAsync("dateStart=2026-11-22T11:00:00Z&dateEnd=2026-11-22T11:00:01Z");

        Assert.Equal(["11:00:00.999", "11:00:00.000"], answer.Sources.Select(source => source.GetProperty("@uuid").GetString()));
        Assert.Equal(2, answer.Total.GetInt64());
        Assert.Equal(3, (await bench.PageAsync("dateStart=2026-11-22T11:00:00Z")).Total.GetInt64());
        Assert.Equal(1, (await bench.PageAsync("dateEnd=2026-11-22T11:00:00Z")).Total.GetInt64());
        Assert.Equal(4, (await bench.PageAsync("dateStart=2026-11-22&dateEnd=2026-11-23")).Total.GetInt64());
        Assert.Equal(0, (await bench.PageAsync("dateStart=2026-11-23")).Total.GetInt64());
        Assert.Equal(2, (await bench.PageAsync("dateStart=2026-11-22T12:00:00%2B01:00&dateEnd=2026-11-22T11:00:00.9995Z")).Total.GetInt64());
        Assert.Equal(0, (await bench.PageAsync("dateStart=2026-11-22T11:00:01Z&dateEnd=2026-11-22T11:00:00Z")).Total.GetInt64());

        static ActivityLogForwarder.Simulator.SimulatedEvent At(string time) => new(
            DateTimeOffset.Parse($"2026-11-22T{time}Z", CultureInfo.InvariantCulture), $$"""{"@uuid":"{{time}}"}""");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task Pages_put_together_are_the_whole(int limit)
    {
        await using var bench = await Bench.StartAsync(change: options => options with { Events = 1003 });
        var whole = Bench.IdsOf(await bench.HitsAsync());

        var walked = new List<string>();
        for (var offset = 0; offset < 1003; offset += limit)
        {
            var answer = await bench.PageAsync($"offset={offset}&limit={limit}");
            Assert.Equal(1003, answer.Total.GetInt64());
            Assert.Equal(Math.Min(limit, 1003 - offset), answer.Hits.Count);
            walked.AddRange(Bench.IdsOf(answer.Hits));
        }

        Assert.Equal(whole, walked);
        Assert.Equal(1003, walked.Distinct().Count());
        Assert.Empty((await bench.PageAsync("offset=1003")).Hits);
    }

    [Fact]
    public async Task A_limit_of_0_yields_the_total_alone()
    {
        await using var bench = await Bench.StartAsync();
        var answer = await bench.PageAsync("limit=0");
        Assert.Equal("""{"hits":{"total":3000,"hits":[]}}""", answer.Text);
    }

    [Fact]
    public async Task A_limit_up_to_1000_is_honoured_and_a_greater_one_cut()
    {
        await using var bench = await Bench.StartAsync(change: options => options with { MaxLimit = 1000 });
        Assert.Equal(1000, (await bench.HitsAsync("limit=1000")).Count);
        Assert.Equal(1000, (await bench.HitsAsync("limit=5000")).Count);
    }

    [Theory]
    [InlineData("offset=9990&limit=10", HttpStatusCode.OK)]
    [InlineData("offset=9990&limit=11", HttpStatusCode.BadRequest)]
    [InlineData("offset=10000&limit=1", HttpStatusCode.BadRequest)]
    public async Task More_than_ten_thousand_hits_are_not_paged_through(string query, HttpStatusCode expected)
    {
        await using var bench = await Bench.StartAsync(change: options => options with { Events = 12_000 });
        var answer = await bench.PageAsync(query);
        Assert.Equal(expected, answer.Status);
        if (expected == HttpStatusCode.OK)
            Assert.Equal(12_000, answer.Total.GetInt64());
    }

    [Theory]
    [InlineData("dateStart=yesterday", "dateStart")]
    [InlineData("dateEnd=2026-13-01", "dateEnd")]
    [InlineData("offset=-1", "offset")]
    [InlineData("limit=ten", "limit")]
    public async Task A_parameter_that_cannot_be_read_is_refused(string query, string named)
    {
        await using var bench = await Bench.StartAsync();
        var answer = await bench.PageAsync(query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(named, answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123", HttpStatusCode.NotFound)]
    [InlineData("abc", HttpStatusCode.BadRequest)]
    public async Task A_contract_that_does_not_exist_is_refused(string contract, HttpStatusCode expected)
    {
        await using var bench = await Bench.StartAsync();
        Assert.Equal(expected, (await bench.PageAsync("", contract)).Status);
    }

    [Fact]
    public async Task Live_events_arrive_at_their_rate_after_the_past()
    {
        await using var bench = await Bench.StartAsync(change: options => options with { Rate = 10, Contracts = ["1", "2"] });
        Assert.Equal(1500, (await bench.PageAsync()).Total.GetInt64());

        bench.Time.Advance(TimeSpan.FromMinutes(10));

        var answer = await bench.PageAsync("dateStart=2026-11-22T12:00:00Z&limit=10000");
        Assert.InRange(answer.Total.GetInt64(), 2999, 3001);
        Assert.All(answer.Sources, source => Assert.InRange(TimeOf(source), Bench.Start.UtcDateTime, bench.Time.GetUtcNow().UtcDateTime));
        Assert.Equal(1500 + answer.Total.GetInt64(), (await bench.PageAsync()).Total.GetInt64());
    }

    [Fact]
    public async Task Events_are_shared_out_among_contracts()
    {
        await using var bench = await Bench.StartAsync(change: options => options with { Events = 10, Contracts = ["1", "2", "3"] });
        var totals = new List<long>();
        foreach (var contract in bench.Simulator.Contracts)
            totals.Add((await bench.PageAsync("", contract)).Total.GetInt64());
        Assert.Equal([4, 3, 3], totals);
    }

    private static DateTime TimeOf(JsonElement source) => source.GetProperty("meta").GetProperty("time").GetDateTime().ToUniversalTime();
}
