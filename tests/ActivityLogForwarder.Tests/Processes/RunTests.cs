using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary><c>run</c> and <c>demo</c> as someone at a terminal meets them.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task A_token_renewed_in_its_file_is_used_without_a_restart()
    {
        await using var installation = await Installation.StartAsync(options: new SimulatorOptions { Rate = 50 });
        var file = Path.Combine(installation.Folder, "token");
        File.WriteAllText(file, Installation.Token + "\n");
        installation.Configure(Installation.ToFile, account: $"tokenFile: \"{file}\"");
        await using var run = installation.Start("run");
        await Eventually.TrueAsync(() => installation.Archived.Count > 300);

        File.WriteAllText(file, "s3cr3t-renewed\n");
        installation.Api.AcceptOnly("s3cr3t-renewed");
        var seen = installation.Archived.Count;
        await Eventually.TrueAsync(() => installation.Archived.Count > seen + 50);
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);
        Assert.Equal(installation.Archived.Count, installation.Archived.Distinct().Count());
    }

    [Fact]
    public async Task The_demo_shows_records_and_ends_cleanly()
    {
        using var folder = new Sinks.File.TemporaryFolder();
        await using var demo = ForwarderProcess.Start(["demo", "--port", "0"], new Dictionary<string, string> { ["TMPDIR"] = folder.Path });
        await demo.SaysAsync("\"@timestamp\"");
        await demo.SaysAsync("Status page: ");
        Assert.NotEmpty(Directory.GetDirectories(folder.Path, "activity-log-forwarder-demo-*"));
        demo.Interrupt();
        var finished = await demo.FinishAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, finished.ExitCode);
        Assert.All(finished.OutputLines, line => Assert.EndsWith("}", line, StringComparison.Ordinal));
        Assert.Empty(Directory.GetDirectories(folder.Path, "activity-log-forwarder-demo-*"));
    }
}
