using System.Diagnostics;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.IntegrationTests.Page;

/// <summary>Runs a script of <c>tests/browser</c>; where no browser can be had, the test is skipped and says why.</summary>
internal static class BrowserScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Succeeds when the script does; otherwise the test fails with what it wrote.</summary>
    public static async Task RunAsync(string name, params string[] arguments)
    {
        var paths = await ServerScript.Browser.PathsAsync();
        var start = new ProcessStartInfo(paths["NODE"], [Path.Combine(RepositoryFolder.Root, "tests", "browser", name), .. arguments])
        {
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in paths)
            start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(process.ExitCode == 0, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
