using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;

namespace ActivityLogForwarder.Tests.EndToEnd;

/// <summary>What sinks do to each other and to their events, through the whole forwarder.</summary>
public sealed class SinkTests
{
    private const string DataStream = "logs-ionos.activity-default";

    [Fact]
    public async Task Every_event_is_in_both_sinks_once_even_across_a_rollover()
    {
        await using var siem = await ElasticsearchStub.StartAsync();
        siem.Indices.RollsOverAfter = 5000;
        await using var harness = await StartAsync(siem);
        Assert.Empty(await harness.OnceAsync());
        AssertSame(harness.Truth(), harness.Delivered());
        AssertSame(harness.Truth(), Documents(siem));
        var requests = harness.Simulator.Requests.Total;
        Assert.Empty(await harness.OnceAsync());
        AssertSame(harness.Truth(), harness.Delivered());
        Assert.InRange(harness.Simulator.Requests.Total - requests, 1, 3 + (3 * harness.Simulator.Contracts.Count));
    }

    [Fact]
    public async Task A_dead_sink_holds_no_other_back_and_catches_up_when_it_lives()
    {
        await using var siem = await ElasticsearchStub.StartAsync();
        await using var harness = await StartAsync(siem);
        await siem.DownAsync();
        var wasDown = false;
        await harness.RunUntilAsync(forwarder =>
        {
            if (!wasDown && harness.Delivered().Count == harness.Truth().Count)
            {
                wasDown = true;
                Assert.Contains(forwarder.Status().Lanes, lane => lane.Sink == "siem" && lane.LastError is not null);
                siem.UpAsync().GetAwaiter().GetResult();
            }

            return wasDown && Documents(siem).Count == harness.Truth().Count;
        });
        AssertSame(harness.Truth(), Documents(siem));
        AssertSame(harness.Truth(), harness.Delivered());
    }

    [Fact]
    public async Task A_sink_that_refuses_everything_is_held_and_sets_nothing_aside()
    {
        await using var siem = await ElasticsearchStub.StartAsync();
        siem.Faults.RefuseEverything();
        await using var harness = await StartAsync(siem);
        await harness.RunUntilAsync(forwarder =>
        {
            var lanes = forwarder.Status().Lanes;
            return harness.Delivered().Count == harness.Truth().Count && lanes.Any(lane => lane.Sink == "siem" && lane.IsHeld);
        });
        await using (var store = Stores.OpenReadOnly(State(harness)))
        {
            Assert.Empty(store.DeadLetters());
            // The time before the first event may be covered, and no more.
            Assert.All(store.Lanes().Where(lane => lane.Lane.Sink == "siem"), lane =>
            {
                Assert.True(lane.Cursor <= harness.Simulator.Events(lane.Lane.Contract).Min(activity => activity.Time), "The cursor stands behind events.");
                Assert.Empty(store.Ledger(lane.Lane, new Window(DateTime.UnixEpoch, DateTime.UnixEpoch.AddYears(200))));
            });
            Assert.Contains(store.Reports(), report => report.Key.Sink == "siem" && report.Value.IsHeld);
        }

        siem.Faults.Judge = null;
        Assert.Empty(await harness.OnceAsync());
        AssertSame(harness.Truth(), Documents(siem));
    }

    [Fact]
    public async Task One_refused_event_in_many_is_set_aside_and_the_rest_arrives()
    {
        await using var siem = await ElasticsearchStub.StartAsync();
        siem.Faults.RefuseOneIn(1000);
        await using var harness = await StartAsync(siem);
        var problems = await harness.OnceAsync();
        Assert.All(problems, problem => Assert.Contains("dead letters", problem, StringComparison.Ordinal));
        var refused = harness.Truth().Where(id => StubFaults.IsRefused(id, 1000)).ToList();
        Assert.NotEmpty(refused);
        AssertSame(harness.Truth().Except(refused), Documents(siem));
        await using var store = Stores.OpenReadOnly(State(harness));
        AssertSame(refused, store.DeadLetters().Select(letter => $"{letter.Lane.Contract}:{letter.EventId}"));
        Assert.All(store.DeadLetters(), letter => Assert.Equal("document_parsing_exception", letter.Reason));
        Assert.NotEmpty(store.FindDeadLetter(store.DeadLetters()[0].Number)!.Payload!);
    }

    [Fact]
    public async Task The_ledger_counts_what_was_delivered_dropped_and_set_aside()
    {
        await using var siem = await ElasticsearchStub.StartAsync();
        siem.Faults.RefuseOneIn(1000);
        await using var harness = await StartAsync(siem);
        harness.Sinks["siem"] = $"{{ type: elasticsearch, urls: [{siem.Url}], drop: {{ types: [RequestStatusUpdate] }} }}";
        await harness.OnceAsync();
        await using var store = Stores.OpenReadOnly(State(harness));
        var rows = harness.Simulator.Contracts.SelectMany(contract => store.Ledger(
            new LaneKey(contract, "siem"), new Window(DateTime.UnixEpoch, DateTime.UnixEpoch.AddYears(100)))).ToList();
        Assert.Equal(harness.Truth().Count, rows.Sum(row => row.Settled));
        Assert.Equal(Documents(siem).Count, rows.Sum(row => row.Delivered));
        Assert.Equal(store.DeadLetters().Count, rows.Sum(row => row.DeadLettered));
        // More than half of a log are status updates.
        Assert.InRange(rows.Sum(row => row.Dropped), harness.Truth().Count * 0.5, harness.Truth().Count * 0.6);
        var digest = harness.Truth().Aggregate(default(EventKey), (sum, id) => sum + EventId.KeyOf(System.Text.Encoding.ASCII.GetBytes(id[(id.IndexOf(':') + 1)..])));
        Assert.Equal(digest, rows.Aggregate(default(EventKey), (sum, row) => sum + row.Digest));
    }

    [Fact]
    public async Task A_late_event_arrives_and_nothing_else_comes_again_not_even_after_a_restart()
    {
        await using var siem = await ElasticsearchStub.StartAsync();
        await using var harness = await StartAsync(siem);
        var contract = harness.Simulator.Contracts[0];
        Assert.Empty(await harness.OnceAsync());
        var time = DateTimeOffset.UtcNow.AddMinutes(-20);
        const string late = "11111111-2222-4333-8444-555555555555";
        harness.Simulator.AddEvents(contract, new SimulatedEvent(time, $$$"""{"@uuid":"{{{late}}}","meta":{"time":"{{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}}"}}"""));
        Assert.DoesNotContain(harness.Delivered(), id => id.EndsWith(late, StringComparison.Ordinal));
        Assert.Empty(await harness.OnceAsync());
        Assert.Single(harness.Delivered(), id => id.EndsWith(late, StringComparison.Ordinal));
        Assert.Single(Documents(siem), id => id.EndsWith(late, StringComparison.Ordinal));
        Assert.Empty(await harness.OnceAsync());
        AssertSame(harness.Truth(), harness.Delivered());
        AssertSame(harness.Truth(), Documents(siem));
        Assert.Equal(0, siem.Indices.Conflicts);
    }

    [Fact]
    public async Task Live_events_arrive_at_every_sink_while_it_runs()
    {
        await using var siem = await ElasticsearchStub.StartAsync();
        await using var harness = await StartAsync(siem, options => options with { Events = 100, Rate = 50 });
        await harness.RunUntilAsync(_ => Documents(siem).Count > 300 && harness.Delivered().Count > 300);
        Assert.Equal(harness.Delivered().Count, harness.Delivered().Distinct().Count());
        Assert.Equal(0, siem.Indices.Duplicates(DataStream));
    }

    [Fact]
    public async Task A_second_that_holds_more_than_the_API_gives_out_is_a_gap_and_the_rest_arrives()
    {
        await using var siem = await ElasticsearchStub.StartAsync();
        await using var harness = await StartAsync(siem, options => options with
        {
            MaxWindow = 500,
            Faults = ActivityLogForwarder.Simulator.Faults.FaultSet.Parse("crowded-second=2000"),
        });
        var problems = await harness.OnceAsync();
        Assert.NotEmpty(problems);
        Assert.All(problems, problem => Assert.Contains("more events than the API gives out", problem, StringComparison.Ordinal));
        await using var store = Stores.OpenReadOnly(State(harness));
        var gaps = store.Gaps();
        Assert.All(gaps, gap => Assert.Equal(TimeSpan.FromSeconds(1), gap.Window.Length));
        Assert.NotEmpty(gaps);
        var missing = harness.Truth().Except(harness.Delivered()).ToHashSet();
        Assert.All(
            harness.Simulator.Contracts.SelectMany(contract => harness.Simulator.Events(contract).Where(logged => missing.Contains($"{contract}:{logged.Id}"))),
            logged => Assert.Contains(gaps, gap => gap.Window.Contains(logged.Time)));
    }

    private static async Task<ForwarderHarness> StartAsync(ElasticsearchStub siem, Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        var harness = await ForwarderHarness.StartAsync(change);
        harness.Sinks["siem"] = $"{{ type: elasticsearch, urls: [{siem.Url}], retry: {{ initial: 50ms, max: 200ms }} }}";
        return harness;
    }

    private static StateOptions State(ForwarderHarness harness) => new() { Path = Path.Combine(harness.Folder, "state.db") };

    private static List<string> Documents(ElasticsearchStub siem) =>
        siem.Indices.Exists(DataStream) ? [.. siem.Indices.Documents(DataStream).Select(document => document.Id)] : [];

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
}
