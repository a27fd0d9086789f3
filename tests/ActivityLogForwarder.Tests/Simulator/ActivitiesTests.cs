using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace ActivityLogForwarder.Tests.Simulator;

public sealed class ActivitiesTests
{
    [Fact]
    public async Task The_same_options_yield_the_same_bytes()
    {
        await using var first = await Bench.StartAsync();
        await using var second = await Bench.StartAsync();
        await using var other = await Bench.StartAsync(change: options => options with { Seed = 2 });

        var page = (await first.PageAsync("limit=10000")).Body;

        Assert.Equal(page, (await second.PageAsync("limit=10000")).Body);
        Assert.NotEqual(page, (await other.PageAsync("limit=10000")).Body);
    }

    /// <summary>One event of each type, status and verb, in the order in which they happen.</summary>
    [Fact]
    public async Task Events_of_each_kind_are_as_in_the_golden_file()
    {
        await using var bench = await Bench.StartAsync(change: options => options with { Events = 2000, Contracts = ["31999999"] });
        var kinds = new HashSet<string>();
        var lines = new StringBuilder();
        foreach (var source in (await bench.PageAsync("limit=10000")).Sources.Reverse())
        {
            var activity = source.GetProperty("event");
            if (kinds.Add($"{activity.GetProperty("type")} {activity.GetProperty("status")} {activity.GetProperty("param").GetProperty("action")}"))
                lines.Append(source.GetRawText()).Append('\n');
        }

        Assert.Equal(await File.ReadAllTextAsync(Golden("events.ndjson"), Bench.Cancel), lines.ToString());
    }

    [Fact]
    public async Task Events_look_like_those_of_the_service()
    {
        await using var bench = await Bench.StartAsync(change: options => options with { Events = 8000 });
        var sources = (await bench.PageAsync("limit=10000")).Sources;

        var types = sources.CountBy(source => source.GetProperty("event").GetProperty("type").GetString()!).ToDictionary();
        Assert.Equal(0.55, types["RequestStatusUpdate"] / (double)sources.Count, 0.01);
        Assert.Equal(["DCDUserEvent", "Error", "GenerateToken", "Provision", "RequestAccepted", "RequestStatusUpdate"], types.Keys.Order());
        Assert.InRange(sources.Average(source => Encoding.UTF8.GetByteCount(source.GetRawText())), 1000, 1200);
        Assert.Equal(sources.Count, sources.Select(source => source.GetProperty("@uuid").GetGuid()).Distinct().Count());
        Assert.All(sources, source => Assert.Equal(source.GetProperty("@uuid").GetGuid().ToString(), source.GetProperty("@uuid").GetString()));
        Assert.All(sources, source => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", source.GetProperty("meta").GetProperty("time").GetString()));

        var actions = sources.SelectMany(source => source.GetProperty("event").GetProperty("resources").EnumerateArray()).Select(resource => resource.GetProperty("action")[0].GetString()!).ToHashSet();
        Assert.Superset(
            new HashSet<string> { "vr.server.create", "vr.volume.delete", "ip.ipblock.reserve", "vr.firewall.activate", "sn.snapshot.create", "k8s.cluster.create", "k8s.nodepool.create", "sec.user.create", "sec.group.create", "bkp.backupunit.create", "sec.user.login", "sec.user.logout", "sec.token.create" },
            actions);
    }

    [Fact]
    public async Task A_request_is_accepted_then_updated_then_provisioned()
    {
        await using var bench = await Bench.StartAsync();
        var requests = (await bench.PageAsync("limit=10000")).Sources.Reverse()
            .GroupBy(source => source.GetProperty("meta").GetProperty("requestId").GetString()!)
            .Where(request => request.Count() > 1)
            .ToArray();

        Assert.NotEmpty(requests);
        foreach (var request in requests)
        {
            var types = request.Select(source => source.GetProperty("event").GetProperty("type").GetString()).ToArray();
            Assert.Equal("RequestAccepted", types[0]);
            Assert.Equal("Provision", types[^1]);
            Assert.All(types[1..^1], type => Assert.Equal("RequestStatusUpdate", type));
            Assert.InRange(types.Length, 6, 7);
            Assert.Single(request.Select(source => source.GetProperty("meta").GetProperty("queueRefId").GetInt64()).Distinct());
            Assert.Single(request.Select(source => source.GetProperty("meta").GetProperty("transactionId").GetString()).Distinct());
            Assert.Single(request.Select(source => source.GetProperty("principal").GetRawText()).Distinct());
        }
    }

    [Fact]
    public async Task A_million_events_need_no_memory()
    {
        await using var small = await Bench.StartAsync(change: options => options with { Events = 1000 });
        await small.PageAsync("limit=1000");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await using var large = await Bench.StartAsync(change: options => options with { Events = 1_000_000 });
        var answer = await large.PageAsync("offset=5000&limit=1000");

        Assert.Equal(1_000_000, answer.Total.GetInt64());
        Assert.Equal(1000, answer.Hits.Count);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32_000_000);
    }

    private static string Golden(string name, [CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "testcases", "simulator", name);
}
