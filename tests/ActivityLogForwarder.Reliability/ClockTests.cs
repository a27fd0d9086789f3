using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.Reliability;

/// <summary>The machine's clock is set forward and back while the program runs.</summary>
public sealed class ClockTests
{
    private static readonly string? Library = Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        : null;

    [Fact]
    public async Task A_clock_that_jumps_forward_and_back_loses_nothing()
    {
        if (Library is null)
            Assert.Skip("libfaketime is missing: tests/servers/faults.sh installs it.");
        await using var installation = await Installation.StartAsync(2000, contracts: 2, new SimulatorOptions { Rate = 100 });
        var clock = Path.Combine(installation.Folder, "clock");
        await using var run = ForwarderProcess.Start(["run", "--config", installation.Config], new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library,
            ["FAKETIME_TIMESTAMP_FILE"] = Set(clock, "+0"),
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
        });
        await DeliversAsync(installation, run);
        foreach (var jump in (string[])["+2h", "-3h", "+30d", "-40d", "+0"])
        {
            Set(clock, jump);
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        }

        await DeliversAsync(installation, run);
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);
        Assert.Equal(installation.Indexed.Count, installation.Indexed.Distinct().Count());
        Assert.Equal(installation.Archived.Count, installation.Archived.Distinct().Count());
        await installation.RunAsync(0, "verify", "--full");
    }

    // Everything up to now arrives.
    private static Task DeliversAsync(Installation installation, ForwarderProcess run)
    {
        var now = DateTimeOffset.UtcNow;
        var truth = installation.Api.Contracts
            .SelectMany(contract => installation.Api.Events(contract).Where(logged => logged.Time < now).Select(logged => $"{contract}:{logged.Id}"))
            .ToHashSet();
        return Shell.UntilAsync(
            () => Task.FromResult(truth.IsSubsetOf(installation.Indexed) && truth.IsSubsetOf(installation.Archived)),
            () => $"Of {truth.Count} {truth.Except(installation.Indexed).Count()} are missing.\n{run.Errors}");
    }

    private static string Set(string clock, string offset)
    {
        File.WriteAllText(clock + ".new", offset + "\n");
        File.Move(clock + ".new", clock, overwrite: true);
        return clock;
    }
}
