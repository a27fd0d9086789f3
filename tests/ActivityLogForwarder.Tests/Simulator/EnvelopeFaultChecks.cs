using System.Text.Json;

namespace ActivityLogForwarder.Tests.Simulator;

/// <summary>What <c>total</c>, hits and the envelope look like under each fault.</summary>
internal static class EnvelopeFaultChecks
{
    public static readonly Dictionary<string, Func<Bench, Task>> All = new()
    {
        ["total-object"] = async bench => Assert.Equal("""{"value":1500,"relation":"eq"}""", (await On(bench, "total-object")).Total.GetRawText()),
        ["total-capped"] = async bench =>
        {
            Assert.Equal(1000, (await On(bench, "total-capped=1000")).Total.GetInt64());
            Assert.Equal(1500, (await On(bench, "total-capped")).Total.GetInt64());
        },
        ["total-gte"] = async bench =>
        {
            Assert.Equal("""{"value":1000,"relation":"gte"}""", (await On(bench, "total-gte=1000")).Total.GetRawText());
            Assert.Equal("""{"value":1500,"relation":"eq"}""", (await On(bench, "total-gte=1500")).Total.GetRawText());
        },
        ["total-rounded"] = async bench =>
        {
            Assert.Equal(1000, (await On(bench, "total-rounded")).Total.GetInt64());
            Assert.Equal(1500, (await On(bench, "total-rounded=2000")).Total.GetInt64());
        },
        ["total-changing"] = async bench =>
        {
            bench.Simulator.Faults.Enable("total-changing");
            var totals = new HashSet<long>();
            for (var i = 0; i < 3; i++)
                totals.Add((await bench.PageAsync()).Total.GetInt64());
            Assert.Equal([1500, 1501, 1502], totals.Order());
        },
        ["total-missing"] = async bench =>
        {
            var hits = (await On(bench, "total-missing")).Json.GetProperty("hits");
            Assert.False(hits.TryGetProperty("total", out _));
            Assert.Equal(20, hits.GetProperty("hits").GetArrayLength());
        },
        ["hit-members"] = async bench =>
        {
            var hits = (await On(bench, "hit-members")).Hits;
            Assert.All(hits, hit => Assert.Equal(["_index", "_id", "_score", "_source", "sort"], hit.EnumerateObject().Select(member => member.Name)));
            Assert.Equal(hits.Count, hits.Select(hit => hit.GetProperty("_id").GetString()).Distinct().Count());
        },
        ["source-null"] = bench => HitsWithoutEventsAsync(bench, "source-null", hit => hit.GetProperty("_source").ValueKind == JsonValueKind.Null),
        ["source-absent"] = bench => HitsWithoutEventsAsync(bench, "source-absent", hit => !hit.TryGetProperty("_source", out _)),
        ["duplicates"] = async bench =>
        {
            bench.Simulator.Faults.Enable("duplicates");
            var answer = await bench.PageAsync("limit=10000");
            var twice = answer.Hits.CountBy(hit => hit.GetRawText()).Where(hit => hit.Value > 1).ToArray();
            Assert.InRange(twice.Length, 10, 60);
            Assert.Equal(1500 + twice.Length, answer.Total.GetInt64());
            Assert.Equal(1500, Bench.IdsOf(answer.Hits).Distinct().Count());
        },
        ["twins"] = async bench =>
        {
            bench.Simulator.Faults.Enable("twins");
            var answer = await bench.PageAsync("limit=10000");
            var without = answer.Sources.Where(source => !source.TryGetProperty("@uuid", out _)).CountBy(source => source.GetRawText()).ToArray();
            Assert.InRange(without.Length, 10, 60);
            Assert.All(without, source => Assert.Equal(2, source.Value));
            Assert.Equal(1500 + without.Length, Bench.IdsOf(answer.Hits).Distinct().Count());
        },
        ["hits-null"] = bench => EverySecondAsync(bench, "hits-null", """{"hits":{"total":0,"hits":null}}"""),
        ["hits-missing"] = bench => EverySecondAsync(bench, "hits-missing", """{"hits":{"total":0}}"""),
        ["empty-object"] = bench => EverySecondAsync(bench, "empty-object", "{}"),
        ["null-body"] = bench => EverySecondAsync(bench, "null-body", "null"),
    };

    private static Task<Answer> On(Bench bench, string fault)
    {
        bench.Simulator.Faults.Enable(fault);
        return bench.PageAsync();
    }

    private static async Task EverySecondAsync(Bench bench, string name, string body)
    {
        var good = await bench.PageAsync();
        bench.Simulator.Faults.Enable(name + "=2");
        Assert.Equal(good.Text, (await bench.PageAsync()).Text);
        Assert.Equal(body, (await bench.PageAsync()).Text);
        Assert.Equal(good.Text, (await bench.PageAsync()).Text);
    }

    private static async Task HitsWithoutEventsAsync(Bench bench, string name, Func<JsonElement, bool> isWithout)
    {
        bench.Simulator.Faults.Enable(name);
        var answer = await bench.PageAsync("limit=10000");
        var without = answer.Hits.Count(isWithout);
        Assert.InRange(without, 10, 60);
        Assert.Equal(1500 + without, answer.Total.GetInt64());
        Assert.Equal(1500, Bench.IdsOf(answer.Hits).Distinct().Count());
    }
}
