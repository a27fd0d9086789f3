using System.Net;
using System.Text.Json;
using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Tests.Simulator;

/// <summary>How searches behave under each fault in paging, ordering and time. A contract has 1500 events.</summary>
internal static class PagingFaultChecks
{
    private const string LastHour = "dateStart=2026-11-22T11:00:00Z&dateEnd=2026-11-22T12:00:00Z&limit=10000";

    public static readonly Dictionary<string, Func<Bench, Task>> All = new()
    {
        ["limit-clamp"] = async bench =>
        {
            bench.Simulator.Faults.Enable("limit-clamp");
            Assert.Equal(100, (await bench.HitsAsync("limit=500")).Count);
            Assert.Equal(70, (await bench.HitsAsync("limit=70")).Count);
        },
        ["limit-refused"] = async bench =>
        {
            bench.Simulator.Faults.Enable("limit-refused=50");
            Assert.Equal(HttpStatusCode.BadRequest, (await bench.PageAsync("limit=51")).Status);
            Assert.Equal(50, (await bench.HitsAsync("limit=50")).Count);
        },
        ["offset-pages"] = bench => SameAsync(bench, "offset=2&limit=10", "offset-pages", "offset=20&limit=10"),
        ["short-pages"] = async bench =>
        {
            bench.Simulator.Faults.Enable("short-pages");
            Assert.Equal(20, (await bench.HitsAsync("offset=0&limit=30")).Count);
            Assert.Single(await bench.HitsAsync("limit=1"));
        },
        ["end-inclusive"] = bench =>
        {
            bench.Simulator.AddEvents(bench.Contract, new SimulatedEvent(Bench.Start.AddHours(-1).AddMilliseconds(-500), "{}"));
            return SameAsync(bench, "dateStart=2026-11-22T10:00:00Z&dateEnd=2026-11-22T10:59:59Z&limit=10000", "end-inclusive", "dateStart=2026-11-22T10:00:00Z&dateEnd=2026-11-22T11:00:00Z&limit=10000");
        },
        ["millis-ignored"] = async bench =>
        {
            var whole = Bench.IdsOf(await bench.HitsAsync(LastHour));
            bench.Simulator.Faults.Enable("millis-ignored");
            var cut = Bench.IdsOf(await bench.HitsAsync("dateStart=2026-11-22T11:00:00.9Z&dateEnd=2026-11-22T12:00:00.9Z&limit=10000"));
            Assert.Equal(whole.Order(), cut.Order());
        },
        ["window-limit"] = async bench =>
        {
            bench.Simulator.Faults.Enable("window-limit=500");
            Assert.Equal(HttpStatusCode.OK, (await bench.PageAsync("offset=400&limit=100")).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await bench.PageAsync("offset=401&limit=100")).Status);
        },
        ["no-window-limit"] = async bench =>
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await bench.PageAsync("offset=9999&limit=20")).Status);
            bench.Simulator.Faults.Enable("no-window-limit");
            Assert.Equal(HttpStatusCode.OK, (await bench.PageAsync("offset=9999&limit=20")).Status);
        },
        ["window-500"] = async bench => Assert.Equal(HttpStatusCode.InternalServerError, (await BeyondAsync(bench, "window-500")).Status),
        ["window-raw"] = async bench =>
        {
            var answer = await BeyondAsync(bench, "window-raw");
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Contains("illegal_argument_exception", answer.Text, StringComparison.Ordinal);
        },
        ["window-empty"] = async bench => Assert.Equal("""{"hits":{"total":1500,"hits":[]}}""", (await BeyondAsync(bench, "window-empty")).Text),
        ["oldest-first"] = async bench =>
        {
            var newestFirst = Bench.IdsOf(await bench.HitsAsync());
            bench.Simulator.Faults.Enable("oldest-first");
            Assert.Equal(newestFirst.Reverse(), Bench.IdsOf(await bench.HitsAsync()));
        },
        ["unsorted"] = async bench =>
        {
            var before = Bench.IdsOf(await bench.HitsAsync());
            bench.Simulator.Faults.Enable("unsorted");
            var first = Bench.IdsOf(await bench.HitsAsync());
            Assert.NotEqual(before, first);
            Assert.Equal(before.Order(), first.Order());
            Assert.Equal(first, Bench.IdsOf(await bench.HitsAsync()));
        },
        ["ties-shuffled"] = async bench =>
        {
            bench.Simulator.Faults.Enable("ties-shuffled,crowded-second=300");
            var first = await bench.HitsAsync();
            var second = await bench.HitsAsync();
            Assert.NotEqual(Bench.IdsOf(first), Bench.IdsOf(second));
            Assert.Equal(Bench.IdsOf(first).Order(), Bench.IdsOf(second).Order());
            Assert.Equal(first.Select(SecondOf), second.Select(SecondOf));
            Assert.Equal(first.Select(SecondOf).OrderDescending(), second.Select(SecondOf));
        },
        ["crowded-second"] = bench => CrowdAsync(bench, "crowded-second=300", time => time[..19], 300),
        ["crowded-hour"] = bench => CrowdAsync(bench, "crowded-hour", time => time[..13], 375 / 2),
        ["clock-skew"] = async bench =>
        {
            bench.Simulator.Faults.Enable("clock-skew=-1h");
            var answer = await bench.PageAsync();
            Assert.Equal(Bench.Start.AddHours(-1), answer.Response.Headers.Date);
            Assert.InRange(answer.Total.GetInt64(), 1400, 1460);
        },
        ["future"] = async bench =>
        {
            bench.Simulator.Faults.Enable("future=1h:count=10");
            Assert.Equal(10, (await bench.PageAsync("dateStart=2026-11-22T12:00:01Z")).Total.GetInt64());
            Assert.Equal(1510, (await bench.PageAsync()).Total.GetInt64());
        },
        ["reads-logged"] = async bench =>
        {
            bench.Simulator.Faults.Enable("reads-logged");
            await bench.PageAsync();
            var answer = await bench.PageAsync("limit=2");
            Assert.Equal(1502, answer.Total.GetInt64());
            Assert.All(answer.Sources, source => Assert.Contains("/activitylog/v1/contracts/31990001", source.GetProperty("event").GetProperty("param").GetProperty("uri").GetString(), StringComparison.Ordinal));
        },
        ["late"] = async bench =>
        {
            bench.Simulator.Faults.Enable("late=30m:every=3");
            var early = await bench.HitsAsync("dateEnd=2026-11-22T11:30:00Z&limit=10000");
            Assert.InRange((await bench.PageAsync()).Total.GetInt64(), 1480, 1498);
            bench.Time.Advance(TimeSpan.FromMinutes(30));
            Assert.Equal(1500, (await bench.PageAsync()).Total.GetInt64());
            Assert.Equal(early.Count, (await bench.HitsAsync("dateEnd=2026-11-22T11:30:00Z&limit=10000")).Count);
        },
        ["hidden"] = async bench =>
        {
            bench.Simulator.Faults.Enable("hidden=10s");
            Assert.InRange((await bench.PageAsync()).Total.GetInt64(), 1250, 1450);
            bench.Time.Advance(TimeSpan.FromSeconds(9));
            Assert.InRange((await bench.PageAsync()).Total.GetInt64(), 1250, 1450);
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(1500, (await bench.PageAsync()).Total.GetInt64());
        },
        ["added-during-walk"] = async bench =>
        {
            bench.Simulator.Faults.Enable("added-during-walk=2:every=10");
            var first = await bench.PageAsync("limit=100");
            var second = await bench.PageAsync("offset=100&limit=100");
            Assert.Equal(first.Total.GetInt64() + 2, second.Total.GetInt64());
            Assert.Equal(2, Bench.IdsOf(first.Hits).Intersect(Bench.IdsOf(second.Hits)).Count());
        },
        ["vanishing"] = async bench =>
        {
            var before = Bench.IdsOf(await bench.HitsAsync("limit=200"));
            bench.Simulator.Faults.Enable("vanishing=2:every=10");
            var first = await bench.PageAsync("limit=100");
            var second = await bench.PageAsync("offset=100&limit=100");
            Assert.Equal(first.Total.GetInt64() - 2, second.Total.GetInt64());
            Assert.Equal(2, before.Take(102).Except(Bench.IdsOf(first.Hits)).Except(Bench.IdsOf(second.Hits)).Count());
        },
    };

    /// <summary>What is asked for with the fault on is what the other query yields without it.</summary>
    private static async Task SameAsync(Bench bench, string with, string fault, string without)
    {
        var expected = await bench.PageAsync(without);
        Assert.NotEqual(expected.Text, (await bench.PageAsync(with)).Text);
        bench.Simulator.Faults.Enable(fault);
        Assert.Equal(expected.Text, (await bench.PageAsync(with)).Text);
    }

    private static Task<Answer> BeyondAsync(Bench bench, string fault)
    {
        bench.Simulator.Faults.Enable(fault);
        return bench.PageAsync("offset=10000&limit=10");
    }

    private static async Task CrowdAsync(Bench bench, string fault, Func<string, string> span, int atLeast)
    {
        var calm = (await bench.PageAsync("limit=10000")).Sources.CountBy(source => span(TimeOf(source))).Max(entry => entry.Value);
        Assert.True(calm < atLeast);
        bench.Simulator.Faults.Enable(fault);
        var answer = await bench.PageAsync("limit=10000");
        Assert.Equal(1500, answer.Total.GetInt64());
        Assert.True(answer.Sources.CountBy(source => span(TimeOf(source))).Max(entry => entry.Value) >= atLeast);
        Assert.Equal(answer.Sources.Select(TimeOf).OrderDescending(StringComparer.Ordinal), answer.Sources.Select(TimeOf));
    }

    private static string TimeOf(JsonElement source) => source.GetProperty("meta").GetProperty("time").GetString()!;

    private static string SecondOf(JsonElement hit) => TimeOf(hit.GetProperty("_source"))[..19];
}
