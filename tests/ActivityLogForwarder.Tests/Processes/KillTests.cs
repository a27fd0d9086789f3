using System.Diagnostics;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary><c>kill -9</c> at any instant loses nothing.</summary>
public sealed class KillTests
{
    private const int Kills = 20;
    private const int Batch = 200;

    // How long a start takes at most; in twice that native code delivers tens of thousands of events.
    private static readonly int StartMilliseconds = ProgramStart.Published is null ? 500 : 150;

    [Fact]
    public async Task Twenty_kills_lose_nothing_and_repeat_at_most_what_was_in_flight()
    {
        var seed = Environment.TickCount;
        await using var installation = await Installation.StartAsync(events: 240_000, contracts: 3);
        installation.Configure(batch: Batch);
        try
        {
            await KillAsync(installation, new Random(seed));
            await installation.RunAsync(0, "run", "--once");
            var archived = installation.Archived;
            Same.AtLeastOnce(installation.Truth, archived);
            Same.Once(installation.Truth, installation.Indexed);
            foreach (var contract in archived.GroupBy(id => id.Split(':')[0]))
                Assert.InRange(contract.Count() - contract.Distinct().Count(), 0, Kills * Batch);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"With seed {seed}: {exception.Message}", exception);
        }
    }

    // Every fifth kill hits the start, wherever it is by then; the others what goes on so many records later.
    private static async Task KillAsync(Installation installation, Random random)
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var run = installation.Start("run", "--once");
            var watch = Stopwatch.StartNew();
            var wait = TimeSpan.FromMilliseconds(random.Next(kill % 5 == 0 ? StartMilliseconds : 10));
            var indexed = kill % 5 == 0 ? 0 : installation.Elasticsearch.Requests + random.Next(1, 12);
            while (installation.Elasticsearch.Requests < indexed && !run.HasExited && watch.Elapsed < TimeSpan.FromSeconds(30))
                await Task.Delay(1);
            await Task.Delay(wait);
            Assert.False(run.HasExited, $"There was nothing left for kill {kill + 1}.\n{run.Errors}");
            await run.KillAsync();
        }
    }
}
