using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>How it stops when told to.</summary>
public sealed class SignalTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_stop_while_busy_ends_well_and_nothing_is_repeated()
    {
        await using var installation = await Installation.StartAsync(events: 60_000, contracts: 3);
        installation.Configure(batch: 200);
        await using (var run = installation.Start("run"))
        {
            await Eventually.TrueAsync(() => installation.Elasticsearch.Requests > 3);
            run.Terminate();
            Assert.Equal(0, (await run.FinishAsync(Promised)).ExitCode);
        }

        Assert.InRange(installation.Archived.Count, 1, 59_999);
        await installation.RunAsync(0, "run", "--once");
        Same.Once(installation.Truth, installation.Archived);
        Same.Once(installation.Truth, installation.Indexed);
        Assert.Equal(0, installation.Elasticsearch.Indices.Conflicts);
    }

    [Fact]
    public async Task A_sink_that_never_answers_does_not_keep_it_from_stopping()
    {
        await using var installation = await Installation.StartAsync(events: 3000);
        using (installation.Elasticsearch.Faults.Hold())
        {
            await using var run = installation.Start("run");
            await Eventually.TrueAsync(() => installation.Elasticsearch.Asked > 0);
            run.Terminate();
            Assert.Equal(0, (await run.FinishAsync(Promised)).ExitCode);
        }

        await installation.RunAsync(0, "run", "--once");
        Same.Once(installation.Truth, installation.Indexed);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        await using var installation = await Installation.StartAsync(events: 3000);
        using var hold = installation.Elasticsearch.Faults.Hold();
        await using var run = installation.Start("run");
        await Eventually.TrueAsync(() => installation.Elasticsearch.Asked > 0);
        run.Terminate();
        await run.SaysAsync("Stopping: letting what is under way finish");
        Assert.False(run.HasExited);
        run.Terminate();
        Assert.Equal(130, (await run.FinishAsync(TimeSpan.FromSeconds(10))).ExitCode);
    }

    [Fact]
    public async Task A_run_to_now_that_is_cut_short_says_so()
    {
        await using var installation = await Installation.StartAsync(events: 60_000, contracts: 3);
        installation.Configure(batch: 200);
        await using (var run = installation.Start("run", "--once"))
        {
            await Eventually.TrueAsync(() => installation.Elasticsearch.Requests > 3);
            run.Terminate();
            var finished = await run.FinishAsync(Promised);
            Assert.Equal(4, finished.ExitCode);
            Assert.Contains("cut short", finished.ErrorLines);
        }

        await installation.RunAsync(0, "run", "--once");
        Same.Once(installation.Truth, installation.Archived);
        Same.Once(installation.Truth, installation.Indexed);
    }
}
