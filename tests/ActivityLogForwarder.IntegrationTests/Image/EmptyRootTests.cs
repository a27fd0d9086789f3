using ActivityLogForwarder.IntegrationTests.Chart;
using ActivityLogForwarder.Tests.Processes;
using ActivityLogForwarder.Tests.Sinks.File;

namespace ActivityLogForwarder.IntegrationTests.Image;

/// <summary>What is published runs where the image runs: where nothing else is, unprivileged, and where nothing can be written.</summary>
public sealed class EmptyRootTests
{
    [Fact]
    public async Task The_demo_runs_and_is_healthy_in_an_empty_read_only_root()
    {
        if (!OperatingSystem.IsLinux() || (await ProgramRun.OfAsync("unshare", "--mount", "--pid", "--fork", "mount", "-t", "tmpfs", "tmpfs", "/mnt")).ExitCode != 0)
            Assert.Skip("It needs root on Linux, and the right to make mounts.");
        using var folder = new TemporaryFolder();
        var run = await ProgramRun.OfAsync("bash", Path.Combine(Cases.Repository, "tests", "empty-root"), await PublishedAsync(folder));
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Matches(@"records: [1-9][0-9]+\n", run.Output);
        Assert.Contains("Uid:\t10001\t10001\t10001\t10001\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("CapEff:\t0000000000000000\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nhealthy\nended cleanly\n", run.Output, StringComparison.Ordinal);
    }

    // What is tested, else what was built.
    private static async Task<string> PublishedAsync(TemporaryFolder folder)
    {
        if (ProgramStart.Published is { } program)
            return Path.GetDirectoryName(program)!;
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var publish = await ProgramRun.OfAsync(
            "dotnet", "publish", Path.Combine(Cases.Repository, "src", "ActivityLogForwarder"), "--configuration", configuration, "--no-build",
            "--output", folder.File("app"), "-p:UseAppHost=false", "--verbosity", "quiet");
        Assert.True(publish.ExitCode == 0, publish.Output + publish.Errors);
        return folder.File("app");
    }
}
