using System.Text.Json;
using ActivityLogForwarder.Commands;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Simulator.Faults;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;

namespace ActivityLogForwarder.Tests.EndToEnd;

/// <summary>Completeness is proven, and repaired, through the whole forwarder; nothing comes twice.</summary>
public sealed class CompletenessTests
{
    [Fact]
    public async Task Events_that_appear_three_hours_late_are_delivered_unasked_and_verify_names_their_hours_before()
    {
        await using var harness = await StartAsync("late=3h:every=7");
        harness.Completeness = "{ recheckEvery: 1s }";
        Assert.Empty(await harness.OnceAsync());
        AssertComplete(await harness.VerifyAsync());
        var hidden = Hidden(harness);
        Assert.NotEmpty(hidden);

        harness.Simulator.Faults.Disable("late");
        var hours = await harness.VerifyAsync();
        Assert.Equal(hidden, Missing(hours));

        await harness.RunUntilAsync(_ => harness.Delivered().Count >= harness.Truth().Count);
        AssertComplete(await harness.VerifyAsync());
        AssertDeliveredOnce(harness);
    }

    [Fact]
    public async Task A_total_that_is_never_right_is_read_again_once_and_then_no_more()
    {
        foreach (var fault in (string[])["duplicates", "source-null", "source-absent", "end-inclusive"])
        {
            await using var harness = await StartAsync(fault);
            Assert.Empty(await harness.OnceAsync());
            Assert.Equal(JobStatus.Done, (await harness.RepairAsync()).Status);
            var before = Pages(harness);
            Assert.Equal(JobStatus.Done, (await harness.RepairAsync()).Status);
            Assert.True(Pages(harness) == before, $"{fault}: {Pages(harness) - before} pages were read again.");
            AssertComplete(await harness.VerifyAsync());
            Assert.Equal(before, Pages(harness));
            AssertDeliveredOnce(harness);
        }
    }

    /// <summary>Whatever the API's totals and times are like, what is missing is found, delivered once, and nothing else is.</summary>
    [Theory]
    [InlineData("total-missing")]
    [InlineData("total-gte=100")]
    [InlineData("total-capped=1000")]
    [InlineData("total-rounded=1000")]
    [InlineData("total-object")]
    [InlineData("total-changing")]
    [InlineData("time-missing")]
    [InlineData("time-unparsable")]
    [InlineData("time-formats")]
    [InlineData("end-inclusive")]
    [InlineData("millis-ignored")]
    [InlineData("duplicates")]
    [InlineData("source-null")]
    [InlineData("offset-pages")]
    [InlineData("ties-shuffled")]
    [InlineData("limit-clamp=20")]
    public async Task One_missing_event_is_found_and_delivered_whatever_totals_and_times_are_like(string fault)
    {
        await using var harness = await StartAsync(fault, events: 4000);
        Assert.Empty(await harness.OnceAsync());
        AssertComplete(await harness.VerifyAsync());
        AssertComplete(await harness.VerifyAsync(full: true));
        var late = Add(harness, 1, DateTimeOffset.UtcNow.AddHours(-5));
        Assert.Equal(late, Missing(await harness.VerifyAsync()));
        Assert.Equal(JobStatus.Done, (await harness.RepairAsync()).Status);
        AssertComplete(await harness.VerifyAsync());
        AssertDeliveredOnce(harness);
    }

    [Fact]
    public async Task A_second_that_held_too_much_is_a_gap_until_it_can_be_read_whole()
    {
        await using var harness = await StartAsync("window-limit=500", events: 1000);
        Add(harness, 2000, DateTimeOffset.UtcNow.AddHours(-5), TimeSpan.Zero);
        Assert.NotEmpty(await harness.OnceAsync());
        await using (var store = Stores.OpenReadOnly(harness.Read().State))
            Assert.Single(store.Gaps());
        var missing = harness.Truth().Count - harness.Delivered().Count;
        Assert.Equal(1500, missing);
        Assert.Equal(1500, Missing(await harness.VerifyAsync()).Sum(hour => hour.Missing));
        await harness.RepairAsync();
        Assert.Equal(1500, Missing(await harness.VerifyAsync()).Sum(hour => hour.Missing));

        harness.Simulator.Faults.Disable();
        harness.Completeness = "{ recheckEvery: 1s }";
        await harness.RunUntilAsync(_ => harness.Delivered().Count >= harness.Truth().Count);
        await using (var store = Stores.OpenReadOnly(harness.Read().State))
            Assert.Empty(store.Gaps());
        AssertComplete(await harness.VerifyAsync());
        AssertDeliveredOnce(harness);
    }

    [Fact]
    public async Task The_status_says_what_is_missing_and_which_hours_are_proven()
    {
        await using var harness = await StartAsync("window-limit=500", events: 1000);
        harness.Completeness = "{ recheckEvery: 1s, recheckWindow: 8h }";
        var gap = Add(harness, 2000, DateTimeOffset.UtcNow.AddHours(-5), TimeSpan.Zero).Single().Hour;
        // The file is not flushed to the disk, so that nothing counts as proven. Hours before the recheck's window are compared as well, once.
        await harness.RunUntilAsync(forwarder => Count(forwarder, HourState.Unconfirmed) >= 27 && Count(forwarder, HourState.Gap) == 1 && Missing(forwarder) > 0);
        await harness.RunUntilAsync(forwarder =>
        {
            var isSeen = Missing(forwarder) == 1500 && Calendar(forwarder).Hours.Single(hour => hour.State == HourState.Gap) is { Missing: 1500 } hour && hour.Hour == gap;
            if (isSeen)
                harness.Simulator.Faults.Disable();
            return isSeen;
        });
        await harness.RunUntilAsync(forwarder => Count(forwarder, HourState.Unconfirmed) >= 28 && Missing(forwarder) == 0 && Count(forwarder, HourState.Gap) == 0);

        HourCalendar Calendar(Forwarder forwarder) => forwarder.Status().Calendar(new LaneFilter(harness.Simulator.Contracts[0], null));
        int Count(Forwarder forwarder, HourState state) => Calendar(forwarder).Hours.Count(hour => hour.State == state);
        static long? Missing(Forwarder forwarder) => forwarder.Status().Lanes.Sum(lane => lane.Missing);
    }

    [Fact]
    public async Task What_was_dropped_or_set_aside_is_settled()
    {
        await using var siem = await ElasticsearchStub.StartAsync();
        siem.Faults.RefuseOneIn(1000);
        await using var harness = await StartAsync("");
        harness.Sinks["siem"] = $"{{ type: elasticsearch, urls: [{siem.Url}], drop: {{ types: [RequestStatusUpdate] }} }}";
        await harness.OnceAsync();
        foreach (var full in (bool[])[false, true])
        {
            var hours = await harness.VerifyAsync(full, "siem");
            AssertComplete(hours);
            Assert.Equal(harness.Truth().Count, hours.Sum(hour => hour.Api));
            Assert.NotEqual(0, hours.Sum(hour => hour.Ledger.DeadLettered));
            Assert.InRange(hours.Sum(hour => hour.Ledger.Dropped), harness.Truth().Count / 2, harness.Truth().Count);
        }

        siem.Faults.Judge = null;
        await using (var forwarder = await harness.OpenAsync())
        {
            var job = await forwarder.RunJobAsync(new Job(JobKind.Replay, JsonSerializer.Serialize(new JobArguments([], []))), default);
            Assert.Equal(JobStatus.Done, job.Status);
        }

        var after = await harness.VerifyAsync(sink: "siem");
        AssertComplete(after);
        Assert.Equal(0, after.Sum(hour => hour.Ledger.DeadLettered));
        Assert.Equal(siem.Indices.Documents("logs-ionos.activity-default").Count, after.Sum(hour => hour.Ledger.Delivered));
    }

    [Fact]
    public async Task Hours_that_the_API_no_longer_holds_are_expired_and_no_gaps()
    {
        await using var harness = await StartAsync("", events: 500);
        Assert.Empty(await harness.OnceAsync());
        harness.Simulator.Faults.Enable("hidden=1h:every=1");
        foreach (var full in (bool[])[false, true])
        {
            var hours = await harness.VerifyAsync(full);
            AssertComplete(hours);
            Assert.All(hours.Where(hour => hour.Ledger.Settled > 0), hour => Assert.True(hour.IsExpired));
            await harness.RepairAsync();
        }

        AssertDeliveredOnce(harness);
    }

    [Fact]
    public async Task A_full_check_finds_one_come_and_one_gone()
    {
        await using var harness = await StartAsync("", events: 500);
        Assert.Empty(await harness.OnceAsync());
        harness.Simulator.Faults.Enable("hidden=1h:every=20");
        foreach (var (contract, gone) in harness.Simulator.Contracts.SelectMany(contract => harness.Simulator.Events(contract).Where(logged => logged.IsHidden).Select(logged => (contract, logged))).ToList())
            harness.Simulator.AddEvents(contract, Some(gone.Time));
        var come = harness.Truth().Except(harness.Delivered()).Count();
        Assert.InRange(come, 5, 100);
        AssertComplete(await harness.VerifyAsync());
        Assert.Equal(come, Missing(await harness.VerifyAsync(full: true)).Sum(hour => hour.Missing));
        await harness.RepairAsync(full: true);
        AssertComplete(await harness.VerifyAsync(full: true));
        harness.Simulator.Faults.Disable();
        AssertDeliveredOnce(harness);
    }

    /// <summary>Hours whose ids are no longer kept are known by count and digest alone.</summary>
    [Fact]
    public async Task Hours_whose_ids_are_forgotten_are_verified_and_not_delivered_again()
    {
        await using var harness = await StartAsync("duplicates", events: 2000);
        harness.Completeness = "{ recheckWindow: 1h, recheckEvery: 1s }";
        harness.Source["overlap"] = "0s";
        Assert.Empty(await harness.OnceAsync());
        await ForgetAsync(harness);
        AssertComplete(await harness.VerifyAsync());
        AssertComplete(await harness.VerifyAsync(full: true));
        Assert.Equal(JobStatus.Done, (await harness.RepairAsync()).Status);
        Assert.Equal(JobStatus.Done, (await harness.RepairAsync(full: true)).Status);
        AssertDeliveredOnce(harness);

        var late = Add(harness, 2, DateTimeOffset.UtcNow.AddHours(-5));
        Assert.Equal(late, Missing(await harness.VerifyAsync()));
        Assert.Equal(JobStatus.Done, (await harness.RepairAsync()).Status);
        AssertComplete(await harness.VerifyAsync(full: true));
        Assert.Empty(harness.Truth().Except(harness.Delivered()));
        Assert.Equal(harness.Truth().Count, (await harness.VerifyAsync()).Sum(hour => hour.Ledger.Settled));
    }

    [Fact]
    public async Task The_report_says_of_which_sinks_nobody_confirmed_anything()
    {
        await using var harness = await StartAsync("", events: 500);
        harness.Sinks["screen"] = "{ type: stdout, drop: { types: [RequestStatusUpdate, RequestAccepted, RequestFailed] } }";
        harness.Sinks["file"] = harness.Sinks["file"].Replace(", fsync: false", "", StringComparison.Ordinal);
        Assert.Empty(await harness.OnceAsync());
        var options = harness.Read();
        var routes = Routes.Create(options, TimeProvider.System).ToDictionary(route => route.Name);
        var (output, text) = (new StringWriter(), new StringWriter());
        var (report, lines) = (new VerificationReport(output, json: true), new VerificationReport(text, json: false));
        await using (var store = Stores.OpenReadOnly(options.State))
        {
            foreach (var state in store.Lanes())
            {
                var hours = (await harness.VerifyAsync(sink: state.Lane.Sink)).Where(hour => hour.Lane == state.Lane).ToList();
                var window = new Window(DateTime.UnixEpoch, DateTime.UtcNow);
                report.Add(state, window, hours, routes[state.Lane.Sink].Sink.IsConfirmed);
                lines.Add(state, window, hours, routes[state.Lane.Sink].Sink.IsConfirmed);
            }
        }

        report.End(isComplete: true);
        using var document = JsonDocument.Parse(output.ToString());
        Assert.True(document.RootElement.GetProperty("complete").GetBoolean());
        foreach (var hour in document.RootElement.GetProperty("hours").EnumerateArray())
            Assert.Equal(hour.GetProperty("sink").GetString() == "file", hour.GetProperty("confirmed").GetBoolean());
        Assert.All(text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.Equal(line.Contains("sink screen", StringComparison.Ordinal), line.EndsWith("unconfirmed", StringComparison.Ordinal)));
    }

    private static async Task<ForwarderHarness> StartAsync(string faults, long events = 8000)
    {
        var harness = await ForwarderHarness.StartAsync(options => options with { Faults = FaultSet.Parse(faults), Events = events });
        harness.Source["overlap"] = "0s";
        return harness;
    }

    private static async Task ForgetAsync(ForwarderHarness harness)
    {
        await using var store = Stores.Open(harness.Read().State, TimeProvider.System);
        await store.PruneAsync(DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddDays(-10), default);
    }

    private static List<(LaneKey Lane, DateTime Hour, long Missing)> Add(ForwarderHarness harness, int count, DateTimeOffset time, TimeSpan? apart = null)
    {
        var contract = harness.Simulator.Contracts[0];
        var second = Window.FloorToHour(time.UtcDateTime).AddMinutes(10);
        // One in which nothing else has happened: where a second holds too much, that would be missing as well.
        while (harness.Simulator.Events(contract).Any(logged => logged.Time >= second && logged.Time < second.AddSeconds(1)))
            second = second.AddSeconds(1);
        harness.Simulator.AddEvents(contract, Enumerable.Range(0, count).Select(i => Some(second + (i * (apart ?? TimeSpan.FromSeconds(10))))));
        return [(new LaneKey(contract, "file"), Window.FloorToHour(second), count)];
    }

    private static SimulatedEvent Some(DateTime time) =>
        new(time, $$$"""{"@uuid":"{{{Guid.NewGuid()}}}","meta":{"time":"{{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}}"}}""");

    private static List<(LaneKey Lane, DateTime Hour, long Missing)> Hidden(ForwarderHarness harness) =>
    [
        .. harness.Simulator.Contracts.SelectMany(contract => harness.Simulator.Events(contract).Where(logged => logged.IsHidden)
            .GroupBy(logged => Window.FloorToHour(logged.Time)).Select(hour => (new LaneKey(contract, "file"), hour.Key, hour.LongCount()))),
    ];

    private static List<(LaneKey Lane, DateTime Hour, long Missing)> Missing(IReadOnlyList<VerifiedHour> hours) =>
        [.. hours.Where(hour => hour.Missing > 0).Select(hour => (hour.Lane, hour.Hour, hour.Missing))];

    private static long Pages(ForwarderHarness harness) =>
        harness.Simulator.Requests.Counts.Where(count => count.Key.Kind is RequestKind.FirstPage or RequestKind.FurtherPage).Sum(count => count.Value);

    private static void AssertComplete(IReadOnlyList<VerifiedHour> hours)
    {
        Assert.NotEmpty(hours);
        Assert.Empty(Missing(hours));
    }

    private static void AssertDeliveredOnce(ForwarderHarness harness)
    {
        var delivered = harness.Delivered();
        Assert.Equal(delivered.Count, delivered.Distinct().Count());
        Assert.Empty(harness.Truth(withHidden: true).Except(delivered).Take(3));
    }
}
