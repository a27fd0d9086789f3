using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.IntegrationTests.Page;

/// <summary>The page of a running <c>demo</c> in a browser.</summary>
public sealed partial class DemoTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_page_follows_a_lag_a_sink_that_fails_and_recovers_and_the_calendar()
    {
        var start = ProgramStart.Info(["demo", "--port", "0"]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var demo = Process.Start(start)!;
        try
        {
            // Its records would fill the pipe.
            var records = demo.StandardOutput.BaseStream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
            var said = "";
            while (!Url().IsMatch(said))
            {
                var line = await demo.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
                Assert.True(line is not null, $"The demo ended:\n{said}");
                said += line + "\n";
            }

            await BrowserScript.RunAsync("live.mjs", Url().Match(said).Groups[1].Value, File().Match(said).Groups[1].Value);

            using var terminate = Process.Start("kill", ["-TERM", demo.Id.ToString(CultureInfo.InvariantCulture)]);
            await demo.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
            await records;
            Assert.Equal(0, demo.ExitCode);
        }
        finally
        {
            if (!demo.HasExited)
                demo.Kill();
        }
    }

    [GeneratedRegex(@"Status page: (http://\S+)")]
    private static partial Regex Url();

    [GeneratedRegex(@" and to (\S+) \(raw\)")]
    private static partial Regex File();
}
