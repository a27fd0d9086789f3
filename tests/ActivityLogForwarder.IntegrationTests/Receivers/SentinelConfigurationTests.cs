using System.Diagnostics;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Sinks.File;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

public sealed class SentinelConfigurationTests
{
    [Fact]
    public async Task Rsyslog_takes_the_file_for_Sentinel()
    {
        var paths = await ServerScript.Syslog.PathsAsync();
        using var folder = new TemporaryFolder();
        using var certificates = new TestCertificates(folder.Path);
        var text = await File.ReadAllTextAsync(
            Path.Combine(RepositoryFolder.Root, "config", "siem", "sentinel", "rsyslog.conf"), TestContext.Current.CancellationToken);
        text = text.Replace("/run/secrets/syslog-ca.pem", certificates.CaFile, StringComparison.Ordinal)
            .Replace("/run/secrets/syslog-server.", certificates.PathOf("server."), StringComparison.Ordinal);
        Assert.DoesNotContain("/run/secrets", text, StringComparison.Ordinal);
        var file = Path.Combine(folder.Path, "rsyslog.conf");
        // The agent brings the output.
        await File.WriteAllTextAsync(file, $"{text}\n*.* action(type=\"omfile\" file=\"{folder.Path}/out\")\n", TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo(paths["RSYSLOG"], ["-N1", "-f", file]) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0 && !said.Contains("error", StringComparison.OrdinalIgnoreCase), said);
    }
}
