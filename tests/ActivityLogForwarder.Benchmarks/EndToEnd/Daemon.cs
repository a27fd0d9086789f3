using System.Diagnostics;
using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>
/// A peer that reads the events from a file and does not end by itself: rsyslog or syslog-ng, as extracted by
/// <c>tests/bench/peers</c>. It is charged for what it used until the last event arrived.
/// </summary>
/// <param name="name">What the table calls it.</param>
/// <param name="configuration">Its configuration, in <c>tests/bench</c>.</param>
internal sealed class Daemon(string name, string configuration) : IForwarder
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private bool IsRsyslog => configuration.StartsWith("rsyslog", StringComparison.Ordinal);

    public string Name => name;

    public bool IsThere(BenchOptions options) => File.Exists(Path.Combine(FolderIn(options), ".done"));

    public async Task<Result> RunAsync(BenchOptions options, Uri api, long events)
    {
        var (lines, count) = await LineFile.WriteAsync(options, api, Math.Min(events, Poller.Most)).ConfigureAwait(false);
        await using Receiver receiver = configuration.Contains("cef", StringComparison.Ordinal) ? new SyslogReceiver()
            : configuration.Contains("kafka", StringComparison.Ordinal) ? new KafkaReceiver() : new BulkReceiver();
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "daemon"));
        var template = await File.ReadAllTextAsync(Path.Combine(options.Configurations, configuration)).ConfigureAwait(false);
        var file = Path.Combine(folder.FullName, "daemon.conf");
        await File.WriteAllTextAsync(file, template
            .Replace("{file}", lines, StringComparison.Ordinal)
            .Replace("{folder}", folder.FullName, StringComparison.Ordinal)
            .Replace("{port}", receiver.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)).ConfigureAwait(false);
        var root = FolderIn(options);
        var libraries = Directory.GetDirectories(Path.Combine(root, "usr/lib"), "*-linux-gnu").Single();
        string[] command = IsRsyslog
            ? [Path.Combine(root, "usr/sbin/rsyslogd"), "-n", "-f", file, "-i", Path.Combine(folder.FullName, "pid"), "-M", Path.Combine(libraries, "rsyslog")]
            :
            [
                Path.Combine(root, "usr/sbin/syslog-ng"), "-F", "-f", file, "-R", Path.Combine(folder.FullName, "persist"),
                "-p", Path.Combine(folder.FullName, "pid"), "-c", Path.Combine(folder.FullName, "control"), "--no-caps",
                "--module-path", Directory.GetDirectories(Path.Combine(root, "usr/lib/syslog-ng")).Single(),
            ];
        try
        {
            using var child = Child.Start(
                command[0], command[1..], Path.Combine(options.Folder, "daemon.log"),
                [("LD_LIBRARY_PATH", $"{libraries}:{Path.Combine(root, "usr/lib/syslog-ng")}")]);
            while (receiver.Count < count && !child.HasExited && Stopwatch.GetElapsedTime(child.StartedAt) < Patience)
                await Task.Delay(10).ConfigureAwait(false);
            child.Look();
            if (receiver.Count < count)
                throw new InvalidOperationException($"{name}: {receiver.Count} of {count} events arrived: " + await File.ReadAllTextAsync(Path.Combine(options.Folder, "daemon.log")).ConfigureAwait(false));
            return new Result(child, count, receiver.FirstAt);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private string FolderIn(BenchOptions options) => Path.Combine(options.Peers, IsRsyslog ? "rsyslog" : "syslog-ng");
}
