using System.Diagnostics;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Commands;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Sinks.File;

namespace ActivityLogForwarder.Tests.Monitoring;

/// <summary>The unit for systemd, read by systemd itself where it is installed.</summary>
public sealed partial class SystemdUnitTests
{
    private const string Analyze = "/usr/bin/systemd-analyze";

    private static readonly string Unit = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "config", "systemd", "activity-log-forwarder.service"));

    [Fact]
    public async Task Systemd_reads_it_without_a_word_and_finds_it_hardened()
    {
        Assert.SkipUnless(File.Exists(Analyze), $"{Analyze} is not installed.");
        using var folder = new TemporaryFolder();
        var unit = folder.File("activity-log-forwarder.service");
        // The only thing of the machine it is meant for that this one may lack.
        await File.WriteAllTextAsync(unit, Unit.Replace("ExecStart=/opt/activity-log-forwarder/ActivityLogForwarder ", "ExecStart=/bin/true ", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), await RunAsync("verify", unit));
        var (code, output) = await RunAsync("security", "--offline=true", "--threshold=20", "--no-pager", unit);
        Assert.True(code == 0, output);
    }

    [Fact]
    public void What_systemd_does_not_check_is_as_the_program_has_it()
    {
        Assert.Contains($"RestartPreventExitStatus={ExitCode.Usage} {ExitCode.State}\n", Unit, StringComparison.Ordinal);
        Assert.Contains("run --config /etc/activity-log-forwarder/forwarder.yaml\n", Unit, StringComparison.Ordinal);
        Assert.InRange(int.Parse(StopTime().Match(Unit).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 21, 60);
        // It would keep librdkafka from calling back, and .NET from compiling.
        Assert.DoesNotMatch("(?m)^MemoryDenyWriteExecute=", Unit);
    }

    private static async Task<(int, string)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Analyze, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    [GeneratedRegex("^TimeoutStopSec=([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex StopTime();
}
