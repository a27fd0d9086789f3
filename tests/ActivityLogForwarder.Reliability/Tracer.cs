using System.Diagnostics;
using System.Globalization;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.Reliability;

/// <summary>
/// Runs the program under <c>strace</c>, which ends it, or lets a system call fail, at the very call that is named.
/// </summary>
internal static class Tracer
{
    private static readonly Lazy<bool> Works = new(() =>
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo("strace", ["-qq", "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            trial.WaitForExit();
            return trial.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    /// <summary>Whether there is a <c>strace</c> that may trace; a test without it is skipped, and fails where all must run.</summary>
    public static void Require()
    {
        if (Works.Value)
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "strace is missing or may not trace: tests/servers/faults.sh installs it.");
        Assert.Skip("strace is missing or may not trace.");
    }

    /// <summary>What comes before a command so that the system calls that touch the files are tampered with.</summary>
    /// <param name="calls">Names of system calls, separated by commas.</param>
    /// <param name="tampering">What becomes of them, as <c>strace -e inject=CALLS:</c> takes it, for example <c>signal=KILL:when=3</c>.</param>
    /// <param name="files">The files; they need not exist yet.</param>
    public static IReadOnlyList<string> Command(string calls, string tampering, params IEnumerable<string> files) =>
    [
        "strace", "-f", "-qq", "-o", "/dev/null", .. files.SelectMany(file => new[] { "-P", file }),
        "-e", $"trace={calls}", "-e", $"inject={calls}:{tampering}",
    ];

    /// <summary>Kills what it traces; it ends with it.</summary>
    public static async Task KillTracedAsync(this ForwarderProcess tracer)
    {
        foreach (var child in Children(tracer.Id))
        {
            try
            {
                using var process = Process.GetProcessById(child);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It is gone already.
            }
        }

        await tracer.GoneAsync();
    }

    private static IEnumerable<int> Children(int process)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task/{process}/children");
        return File.Exists(file)
            ? File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))
            : [];
    }
}
