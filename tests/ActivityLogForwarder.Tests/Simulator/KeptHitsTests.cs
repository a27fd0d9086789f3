using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Simulator.Log;

namespace ActivityLogForwarder.Tests.Simulator;

/// <summary>What is kept is served byte for byte as what is written anew.</summary>
public sealed class KeptHitsTests
{
    private const int Past = 1003;

    private readonly ContractLog _log = new("31990001", 1, key => new Timeline(
        key, Past, Bench.Start.AddDays(-1).UtcTicks, Bench.Start.UtcTicks, Bench.Start.UtcTicks, 1));

    [Theory]
    [InlineData("", 0)]
    [InlineData("", 5)]
    [InlineData("types", 0)]
    [InlineData("hit-members", 0)]
    [InlineData("duplicates", 0)]
    [InlineData("crowded-second", 0)]
    [InlineData("ties-shuffled", 0)]
    [InlineData("late", 0)]
    public async Task Pages_are_the_same_with_and_without_what_is_kept(string faults, double rate)
    {
        await using var anew = await Bench.StartAsync(faults, options => options with { Events = 2003, Contracts = Contracts, Rate = rate });
        await using var kept = await Bench.StartAsync(faults, options => options with { Events = 2003, Contracts = Contracts, Rate = rate, KeepBytes = 1 << 30 });
        anew.Time.Advance(TimeSpan.FromMinutes(1));
        kept.Time.Advance(TimeSpan.FromMinutes(1));
        // Everything twice, since some faults go by the number of the call.
        foreach (var query in Queries.Concat(Queries))
        {
            foreach (var contract in Contracts)
                Assert.Equal((await anew.PageAsync(query, contract)).Text, (await kept.PageAsync(query, contract)).Text);
        }
    }

    [Fact]
    public async Task An_added_event_stands_among_those_that_are_kept()
    {
        await using var bench = await Bench.StartAsync(change: options => options with { KeepBytes = 1 << 30 });
        await bench.PageAsync("limit=1000");
        bench.Simulator.AddEvents(bench.Contract, new ActivityLogForwarder.Simulator.SimulatedEvent(Bench.Start.AddSeconds(-1), """{"@uuid":"added"}"""));

        var ids = Bench.IdsOf(await bench.HitsAsync("limit=1000"));

        Assert.Contains("added", ids);
        Assert.Equal(1000, ids.Distinct().Count());
    }

    [Theory]
    [InlineData(1002, 1003)]
    [InlineData(1002, 1)]
    [InlineData(999, 250)]
    [InlineData(750, 1)]
    [InlineData(749, 2)]
    [InlineData(0, 1)]
    [InlineData(10, 0)]
    public void Any_part_of_the_past_is_kept(long newest, long count)
    {
        using var page = new Utf8Page();
        page.Append("["u8);
        Assert.True(new KeptHits([_log], 1 << 30).TryWrite(page, _log, newest, count));
        Assert.Equal(Anew(newest, count), page.Written.ToArray());
    }

    [Fact]
    public void What_is_not_past_or_beyond_the_limit_is_not_kept()
    {
        var old = new ContractLog("31990002", 1, key => new Timeline(key, 100_000, 0, Bench.Start.UtcTicks, Bench.Start.UtcTicks, 0));
        using var page = new Utf8Page();
        var little = new KeptHits([old, _log], 1);
        Assert.False(new KeptHits([old], 0).TryWrite(page, old, 10, 5));
        Assert.False(new KeptHits([_log], 1 << 30).TryWrite(page, _log, Past, 5));
        Assert.True(little.TryWrite(page, old, 300, 50));
        Assert.InRange(little.Size, 1, 40_000_000);
        page.Truncate(0);

        Assert.False(little.TryWrite(page, old, 99_999, 99_999));
        Assert.False(little.TryWrite(page, _log, 5, 1));

        Assert.Equal(0, page.Length);
    }

    private static string[] Contracts => ["31990001", "31990002"];

    private static string[] Queries =>
    [
        "limit=1000", "offset=1000&limit=1000", "offset=995&limit=100", "offset=5000&limit=10", "limit=0", "limit=1",
        "dateStart=2026-11-22T03:00:00Z&dateEnd=2026-11-22T05:00:00Z&limit=1000",
        "dateStart=2026-11-22T03:00:00Z&dateEnd=2026-11-22T05:00:00Z&offset=17&limit=3",
    ];

    private byte[] Anew(long newest, long count)
    {
        using var page = new Utf8Page();
        var writer = new HitWriter(_log, [], new([]));
        page.Append("["u8);
        for (var index = newest; index > newest - count; index--)
        {
            if (index < newest)
                page.Append(","u8);
            writer.WriteHit(page, new Hit(index, _log.Timeline.TicksOf(index), HitKind.Event));
        }

        return page.Written.ToArray();
    }
}
