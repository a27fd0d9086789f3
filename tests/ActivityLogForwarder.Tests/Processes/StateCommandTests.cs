using ActivityLogForwarder.Tests.Conformance;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary><c>state check|export|import|prune</c>, beside a <c>run</c> and without one.</summary>
public sealed class StateCommandTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check_says_that_a_state_is_sound_and_export_carries_it_elsewhere(bool beside)
    {
        await using var installation = await Installation.StartAsync(2000);
        installation.Elasticsearch.Faults.RefuseOneIn(200);
        await installation.RunAsync("run", "--once");
        await using var run = beside ? await installation.StartRunAsync() : null;
        Assert.Matches("^The state is sound: 2 contracts and sinks, .* dead letters\\.$", Assert.Single((await installation.RunAsync(0, "state", "check")).OutputLines));
        var export = await installation.RunAsync(0, "state", "export");
        Assert.Contains("\"type\":\"deadLetter\"", export.Output, StringComparison.Ordinal);
        Assert.Contains(beside ? "is held by another run" : "is not empty", Assert.Single((await ImportAsync(installation, export.Output, 3)).ErrorLines), StringComparison.Ordinal);
        if (run is not null)
        {
            run.Terminate();
            Assert.Equal(0, (await run.FinishAsync()).ExitCode);
            export = await installation.RunAsync(0, "state", "export");
        }

        // Elsewhere it goes on where it was: nothing comes twice.
        Directory.Delete(Path.GetDirectoryName(installation.State)!, recursive: true);
        Assert.Equal("2 contracts and sinks imported.", Assert.Single((await ImportAsync(installation, export.Output, 0)).OutputLines));
        Assert.Equal(export.Output, (await installation.RunAsync(0, "state", "export")).Output);
        installation.Elasticsearch.Faults.Judge = null;
        await installation.RunAsync(0, "run", "--once");
        Same.Once(installation.Truth, installation.Archived);
        await installation.RunAsync(0, "dead-letters", "replay");
        Same.Once(installation.Truth, installation.Indexed);
        Assert.Equal(0, installation.Elasticsearch.Indices.Conflicts);
        await installation.RunAsync(0, "verify", "--full");
    }

    [Fact]
    public async Task Check_names_what_does_not_agree()
    {
        await using var installation = await Installation.StartAsync();
        await installation.RunAsync(0, "run", "--once");
        Execute(installation.State, "UPDATE ledger SET delivered = delivered + 1 WHERE lane = (SELECT id FROM lanes WHERE sink = 'siem') AND hour = (SELECT max(hour) FROM ledger)");
        var finished = await installation.RunAsync(3, "state", "check");
        Assert.Matches("^31990001/siem: of 20.* the ledger counts [0-9]+ events, and [0-9]+ ids are kept$", Assert.Single(finished.OutputLines));
        Assert.Contains("restore a backup", Assert.Single(finished.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_is_cut_short_leaves_no_state()
    {
        await using var installation = await Installation.StartAsync();
        await installation.RunAsync(0, "run", "--once");
        var export = (await installation.RunAsync(0, "state", "export")).Output;
        Directory.Delete(Path.GetDirectoryName(installation.State)!, recursive: true);
        foreach (var text in (string[])[export[..^30], export[..(export.Length / 2)], "", "Dear diary"])
            Assert.Contains("nothing was imported", Assert.Single((await ImportAsync(installation, text, 3)).ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(installation.State));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Prune_removes_what_is_no_longer_configured_once_it_is_told_to(bool beside)
    {
        await using var installation = await Installation.StartAsync(300, contracts: 2);
        await installation.RunAsync(0, "run", "--once");
        Assert.Contains("nothing", Assert.Single((await installation.RunAsync(0, "state", "prune", "--yes")).OutputLines), StringComparison.Ordinal);

        installation.Configure(Installation.ToElasticsearch);
        await using var run = beside ? await installation.StartRunAsync() : null;
        var listed = (await installation.RunAsync(0, "state", "prune", "--dry-run")).OutputLines;
        Assert.Equal(2, listed.Length);
        Assert.All(listed, line => Assert.Matches("^contract 3199000[12]  sink archive  cursor 20.*  delivered [0-9]+  dead letters 0$", line));
        var unconfirmed = await ForwarderProcess.RunAsync("state", "prune", "--config", installation.Config);
        Assert.Equal(2, unconfirmed.ExitCode);
        Assert.Contains("--yes", unconfirmed.Errors, StringComparison.Ordinal);
        Assert.Equal(4, (await installation.LanesAsync()).Length);

        Assert.Equal("Prune: 1 removed", (await installation.RunAsync(0, "state", "prune", "--contract", "31990002", "--yes")).OutputLines[^1]);
        Assert.Equal("Prune: 1 removed", (await installation.RunAsync(0, "state", "prune", "--sink", "archive", "--yes")).OutputLines[^1]);
        Assert.All(await installation.LanesAsync(), lane => Assert.Equal("siem", lane.GetProperty("sink").GetString()));
        Assert.Equal(2, (await installation.LanesAsync()).Length);
        await installation.RunAsync(0, "state", "check");
        if (run is null)
            return;
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task Prune_leaves_what_a_running_forwarder_still_delivers_to()
    {
        await using var installation = await Installation.StartAsync();
        await using var run = installation.Start("run");
        await Eventually.TrueAsync(() => installation.Archived.Count == 300 && installation.Indexed.Count == 300);
        installation.Configure(Installation.ToElasticsearch);
        Assert.Contains("restart it with the new configuration", (await installation.RunAsync(4, "state", "prune", "--yes")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await installation.LanesAsync()).Length);
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);
    }

    private static async Task<Finished> ImportAsync(Installation installation, string text, int exitCode)
    {
        var file = Path.Combine(installation.Folder, "export.jsonl");
        await File.WriteAllTextAsync(file, text);
        return await installation.RunAsync(exitCode, "state", "import", file);
    }

    private static void Execute(string state, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={state};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
