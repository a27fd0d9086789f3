using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Tests.Simulator;

public sealed class TruthTests
{
    public static TheoryData<string> Faults =>
    [
        "", "hit-members", "source-null", "source-absent,source-null", "duplicates", "duplicates=3,source-null=2", "twins", "twins,hit-members",
        "types", "no-uuid", "no-uuid=3", "no-uuid,twins=5,duplicates=7", "no-uuid,hit-members", "no-uuid,hit-members,twins=3", "no-uuid,hit-members,duplicates=3", "odd-uuid", "odd-uuid=1,hit-members",
        "odd-uuid=1", "odd-param,odd-resources,odd-action", "time-formats,time-missing,time-unparsable", "time-missing=1,no-uuid",
        "unknown-types,long-numbers,reseller,same-request", "odd-principal=1,odd-text=1", "odd-text=1,no-uuid", "unknown-members=1,no-uuid=1",
        "big-event=5000:every=10,no-uuid", "deep-event=50:every=3,no-uuid", "oldest-first", "unsorted", "ties-shuffled", "millis-ignored",
        "crowded-second=300", "crowded-hour=500,crowded-second=300", "late=3h", "late=3h,no-uuid", "hidden=30s:every=4", "added-during-walk=3:every=20",
        "vanishing=3:every=20", "reads-logged", "clock-skew=-90m", "clock-skew=5m", "total-missing,total-object",
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_truth_is_what_a_full_page_shows(string faults)
    {
        await using var bench = await Bench.StartAsync(faults);
        if (faults.Contains("walk", StringComparison.Ordinal) || faults.Contains("vanishing", StringComparison.Ordinal))
            await bench.PageAsync("offset=10");

        var ids = Bench.IdsOf(await bench.HitsAsync());
        var truth = bench.Simulator.Events(bench.Contract).ToArray();

        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), truth.Where(logged => !logged.IsHidden).Select(logged => logged.Id).Order(StringComparer.Ordinal));
        Assert.Equal(truth.Length, truth.Select(logged => logged.Id).Distinct().Count());
        Assert.Equal(truth.Select(logged => logged.Time).Order(), truth.Select(logged => logged.Time));
    }

    [Fact]
    public async Task The_truth_is_what_a_walk_of_small_windows_and_pages_shows()
    {
        await using var bench = await Bench.StartAsync("no-uuid=2,twins=9,source-null=11,time-formats,types,late=2h:every=4");
        var hits = new List<JsonElement>();
        for (var from = Bench.Start.AddHours(-25); from < Bench.Start.AddHours(1); from += TimeSpan.FromMinutes(37))
        {
            var window = $"dateStart={Window.Format(from.UtcDateTime)}&dateEnd={Window.Format(from.UtcDateTime.AddMinutes(37))}";
            for (var offset = 0; ; offset += 17)
            {
                var page = (await bench.PageAsync($"{window}&limit=17&offset={offset}")).Hits;
                if (page.Count == 0)
                    break;
                hits.AddRange(page);
            }
        }

        var shown = bench.Simulator.Events(bench.Contract).Where(logged => !logged.IsHidden).Select(logged => logged.Id);
        Assert.Equal(shown.Order(StringComparer.Ordinal), Bench.IdsOf(hits).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Hidden_events_are_in_the_truth_until_and_after_they_appear()
    {
        await using var bench = await Bench.StartAsync("late=3h");
        var before = bench.Simulator.Events(bench.Contract).ToArray();
        Assert.InRange(before.Count(logged => logged.IsHidden), 20, 60);
        Assert.All(before, logged => Assert.False(logged.IsHidden && logged.Time < Bench.Start.AddHours(-3).UtcDateTime));

        bench.Time.Advance(TimeSpan.FromHours(3));

        var after = bench.Simulator.Events(bench.Contract).ToArray();
        Assert.DoesNotContain(after, logged => logged.IsHidden);
        Assert.Equal(before.Select(logged => logged.Id), after.Select(logged => logged.Id));
        Assert.Equal(before.Length, (await bench.PageAsync()).Total.GetInt64());
    }

    [Fact]
    public async Task Events_made_by_hand_are_served_as_they_are()
    {
        await using var bench = await Bench.StartAsync("types=1,no-uuid");
        var time = Bench.Start.AddMinutes(-1);
        bench.Simulator.AddEvents(
            bench.Contract,
            new SimulatedEvent(time, """{ "@uuid" : "one" }"""),
            new SimulatedEvent(time, """{"x":1}"""),
            new SimulatedEvent(time, """{"x":1}"""),
            new SimulatedEvent(time, """{"y":1}""", HitId: "two"),
            new SimulatedEvent(time, "null"),
            new SimulatedEvent(time, """{"@uuid":"later"}""", HiddenUntil: Bench.Start.AddMinutes(5)),
            new SimulatedEvent(Bench.Start.AddHours(1), """{"@uuid":"future"}"""));

        var window = "dateStart=2026-11-22T11:59:00Z&dateEnd=2026-11-22T11:59:01Z&limit=1000";
        var made = (await bench.HitsAsync(window)).Where(hit => hit.GetProperty("_source").ToString().Length < 30).ToArray();
        Assert.Equal(5, made.Length);
        Assert.Contains(made, hit => hit.GetProperty("_source").GetRawText() == """{ "@uuid" : "one" }""");

        var truth = bench.Simulator.Events(bench.Contract).Where(logged => logged.Time == time || logged.Time > Bench.Start).ToDictionary(logged => logged.Id, logged => logged.IsHidden);
        Assert.Equal(
            ["5041bf1f713df204784353e82f6a4a53", "5041bf1f713df204784353e82f6a4a53-2", "future", "later", "one", "two"],
            truth.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["later"], truth.Where(entry => entry.Value).Select(entry => entry.Key));

        bench.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Contains("later", Bench.IdsOf(await bench.HitsAsync(window)));
    }
}
