using System.Diagnostics;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Reliability;

/// <summary>Commands of the system, and waiting.</summary>
internal static class Shell
{
    /// <summary>Runs a command; whether it ended well.</summary>
    public static async Task<bool> TriesAsync(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await errors;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a command that must end well.</summary>
    public static async Task RunAsync(string command, params string[] arguments) =>
        Assert.True(await TriesAsync(command, arguments), $"{command} {string.Join(' ', arguments)} failed.");

    /// <summary>Waits until the condition holds; fails after the usual deadline.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Eventually.Deadline, otherwise());
            await Task.Delay(50);
        }
    }
}
