using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks.Elasticsearch;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>
/// Commands that look at completeness or change the state, each beside a <c>run</c> and without one, and what becomes of
/// them when either side is killed.
/// </summary>
public sealed class JobTests
{
    private const string Recheckless = "completeness: { recheckEvery: 7d }";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Verify_names_what_is_missing_and_repair_delivers_it(bool beside)
    {
        await using var installation = await StartAsync(1000);
        await installation.RunAsync(0, "run", "--once");
        await using var run = await BesideAsync(installation, beside);
        Assert.EndsWith("Complete.", (await installation.RunAsync(0, "verify")).Output.TrimEnd(), StringComparison.Ordinal);

        var hour = Window.FloorToHour(DateTime.UtcNow.AddHours(-5));
        installation.Api.AddEvents(installation.Api.Contracts[0], Enumerable.Range(1, 3).Select(minute => Some(hour.AddMinutes(minute))));
        var lines = (await installation.RunAsync(5, "verify")).OutputLines;
        var gaps = lines.Where(line => line.Contains("missing", StringComparison.Ordinal) && !line.Contains("missing 0", StringComparison.Ordinal) && line.StartsWith("20", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, gaps.Count);
        Assert.All(gaps, line => Assert.Matches($"^{Window.Format(hour)}  contract 31990001  sink (archive|siem)  api .* missing 3$", line));
        using (var document = JsonDocument.Parse((await installation.RunAsync(5, "verify", "--json")).Output))
        {
            Assert.False(document.RootElement.GetProperty("complete").GetBoolean());
            Assert.Equal(6, document.RootElement.GetProperty("hours").EnumerateArray().Sum(entry => entry.GetProperty("missing").GetInt64()));
        }

        var repaired = await installation.RunAsync(0, "verify", "--repair");
        Assert.Contains("Repair: 6 events delivered", repaired.Errors, StringComparison.Ordinal);
        await installation.RunAsync(0, "verify", "--full");
        AssertAllOnce(installation);
        await EndAsync(run);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Backfill_delivers_what_is_not_covered_once(bool beside)
    {
        await using var installation = await StartAsync(2000, startFrom: "2h");
        await installation.RunAsync(0, "run", "--once");
        Assert.InRange(installation.Indexed.Count, 50, 500);
        await using var run = await BesideAsync(installation, beside);
        var finished = await installation.RunAsync(0, "backfill", "--from", "26h", "--to", "1h");
        Assert.Matches(@"^Backfill: \d+ events delivered$", Assert.Single(finished.OutputLines));
        AssertAllOnce(installation);
        Assert.Equal("Backfill: 0 events delivered", Assert.Single((await installation.RunAsync(0, "backfill", "--from", "26h", "--to", "1h")).OutputLines));
        await installation.RunAsync(0, "verify", "--full");

        await installation.RunAsync(0, "backfill", "--from", "26h", "--to", "1h", "--again", "--sink", "archive");
        Assert.True(installation.Archived.Count > installation.Truth.Count() * 3 / 2);
        await installation.RunAsync(0, "verify", "--full");
        await EndAsync(run);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rewind_delivers_again_what_follows_and_only_force_moves_ahead(bool beside)
    {
        await using var installation = await StartAsync(1000);
        await installation.RunAsync(0, "run", "--once");
        await using var run = await BesideAsync(installation, beside);
        var hour = Window.FloorToHour(DateTime.UtcNow.AddHours(-3));
        var again = installation.Api.Events("31990001").Count(logged => logged.Time >= hour);
        await installation.RunAsync(0, "rewind", "--contract", "31990001", "--sink", "archive", "--to", Window.Format(hour.AddMinutes(20)));
        if (!beside)
            await installation.RunAsync(0, "run", "--once");
        await Eventually.TrueAsync(() => installation.Archived.Count == 1000 + again);
        await installation.RunAsync(0, "verify", "--full");
        Assert.Equal(1000, installation.Indexed.Count);
        Assert.Equal(0, installation.Elasticsearch.Indices.Conflicts);

        var ahead = Window.Format(DateTime.UtcNow.AddHours(2));
        await installation.RunAsync(2, "rewind", "--contract", "31990001", "--sink", "archive", "--to", ahead);
        await EndAsync(run);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dead_letters_are_replayed_and_discarded(bool beside)
    {
        await using var installation = await StartAsync(2000);
        installation.Elasticsearch.Faults.RefuseOneIn(200);
        await installation.RunAsync(4, "run", "--once");
        await using var run = await BesideAsync(installation, beside);
        var letters = (await installation.RunAsync(0, "dead-letters", "list")).OutputLines.Select(line => line.Split('\t')[0]).ToList();
        Assert.InRange(letters.Count, 3, 30);

        await installation.RunAsync(4, "dead-letters", "replay");
        Assert.Equal(letters.Count, (await installation.RunAsync(0, "dead-letters", "list")).OutputLines.Length);
        Assert.Equal("Discard: 1 dead letters discarded", Assert.Single((await installation.RunAsync(0, "dead-letters", "discard", letters[0])).OutputLines));
        installation.Elasticsearch.Faults.Judge = null;
        Assert.Equal("Replay: 1 events delivered", Assert.Single((await installation.RunAsync(0, "dead-letters", "replay", letters[1])).OutputLines));
        await installation.RunAsync(0, "dead-letters", "replay");
        Assert.Empty((await installation.RunAsync(0, "dead-letters", "list")).OutputLines);
        Assert.Equal(1999, installation.Indexed.Count);
        Assert.Equal(1999, installation.Indexed.Distinct().Count());
        await installation.RunAsync(0, "verify", "--full");
        await EndAsync(run);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_dead_letter_store_holds_the_sink_until_letters_are_discarded_even_while_a_backfill_waits_for_it(bool beside)
    {
        await using var installation = await StartAsync(3000, startFrom: "2h", more: "deadLetters: { maxBytes: 4KB }");
        installation.Elasticsearch.Faults.RefuseOneIn(100);
        await using var run = await BesideAsync(installation, beside);
        await using var backfill = installation.Start("backfill", "--from", "26h", "--to", "1h", "--sink", "siem");
        await Eventually.TrueAsync(() => installation.LanesAsync().GetAwaiter().GetResult().Any(lane => lane.GetProperty("held").GetBoolean()));
        for (var tries = 0; tries < 30 && !backfill.HasExited; tries++)
        {
            await installation.RunAsync(0, "dead-letters", "discard");
            await Task.Delay(500);
        }

        var finished = await backfill.FinishAsync();
        Assert.True(finished.ExitCode == 0, finished.ToString());
        await EndAsync(run);
    }

    [Fact]
    public async Task A_command_takes_over_when_the_run_it_follows_is_killed()
    {
        await using var installation = await StartAsync(60_000, startFrom: "1h");
        await installation.RunAsync(0, "run", "--once");
        await using var run = await BesideAsync(installation, true);
        await using var backfill = installation.Start("backfill", "--from", "26h", "--to", "30m");
        var before = installation.Indexed.Count;
        await Eventually.TrueAsync(() => installation.Indexed.Count > before + 2000);
        await run!.KillAsync();
        var finished = await backfill.FinishAsync();
        Assert.True(finished.ExitCode == 0, finished.ToString());
        Same.Once(installation.Truth, installation.Indexed);
        await installation.RunAsync(0, "verify", "--full");
    }

    [Fact]
    public async Task A_run_finishes_what_a_killed_command_began()
    {
        await using var installation = await StartAsync(60_000, startFrom: "1h");
        await installation.RunAsync(0, "run", "--once");
        await using (var backfill = installation.Start("backfill", "--from", "26h", "--to", "30m"))
        {
            var before = installation.Indexed.Count;
            await Eventually.TrueAsync(() => installation.Indexed.Count > before + 2000);
            await backfill.KillAsync();
        }

        Assert.NotEqual(60_000, installation.Indexed.Count);
        await using var run = await BesideAsync(installation, true);
        await Eventually.TrueAsync(() => installation.Indexed.Count == 60_000 && installation.Archived.Distinct().Count() == 60_000);
        await EndAsync(run);
        Same.Once(installation.Truth, installation.Indexed);
        await installation.RunAsync(0, "verify", "--full");
    }

    [Fact]
    public async Task A_backfill_killed_five_times_ends_complete_with_nothing_twice()
    {
        await using var installation = await StartAsync(100_000, startFrom: "1h", sinks: Installation.ToElasticsearch);
        await installation.RunAsync(0, "run", "--once");
        var random = new Random(5);
        for (var kill = 0; kill < 5; kill++)
        {
            // Every other time beside a run, which is killed instead.
            await using var run = kill % 2 == 0 ? null : await BesideAsync(installation, true);
            await using var backfill = installation.Start("backfill", "--from", "26h", "--to", "30m");
            var goal = installation.Indexed.Count + random.Next(3000, 12_000);
            await Eventually.TrueAsync(() => installation.Indexed.Count >= goal);
            await Task.Delay(random.Next(30));
            if (run is not null)
                await run.KillAsync();
            await backfill.KillAsync();
        }

        Assert.True(installation.Indexed.Count < 100_000);
        await installation.RunAsync(0, "backfill", "--from", "26h", "--to", "30m");
        await installation.RunAsync(0, "run", "--once");
        Same.Once(installation.Truth, installation.Indexed);
        await installation.RunAsync(0, "verify", "--full");
    }

    private static async Task<Installation> StartAsync(long events, string startFrom = "48h", string more = "", string? sinks = null)
    {
        var installation = await Installation.StartAsync(events);
        installation.Configure(sinks, more: Recheckless + "\n" + more);
        File.WriteAllText(installation.Config, File.ReadAllText(installation.Config).Replace("startFrom: 48h", $"startFrom: {startFrom}", StringComparison.Ordinal));
        return installation;
    }

    private static async Task<ForwarderProcess?> BesideAsync(Installation installation, bool beside)
    {
        if (!beside)
            return null;
        var run = installation.Start("run");
        var before = installation.Api.Requests.Total;
        await Eventually.TrueAsync(() => installation.Api.Requests.Total > before + 3);
        return run;
    }

    private static async Task EndAsync(ForwarderProcess? run)
    {
        if (run is null)
            return;
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);
    }

    private static void AssertAllOnce(Installation installation)
    {
        Same.Once(installation.Truth, installation.Archived);
        Same.Once(installation.Truth, installation.Indexed);
        Assert.Equal(0, installation.Elasticsearch.Indices.Conflicts);
    }

    private static SimulatedEvent Some(DateTime time) =>
        new(time, $$$"""{"@uuid":"{{{Guid.NewGuid()}}}","meta":{"time":"{{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}}"}}""");
}
