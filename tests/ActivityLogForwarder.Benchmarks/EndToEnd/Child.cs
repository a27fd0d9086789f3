using System.Diagnostics;
using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>A process under measurement, with its own view of what it cost: everything from its start on, all threads.</summary>
internal sealed class Child : IDisposable
{
    // Of /proc/PID/stat, on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    private readonly Process _process;
    private string? _stateThread;
    private readonly Task _watching;

    private Child(Process process)
    {
        _process = process;
        StartedAt = Stopwatch.GetTimestamp();
        _watching = WatchAsync();
    }

    /// <summary>When it was started, as <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long StartedAt { get; }

    /// <summary>User and system time so far, in seconds.</summary>
    public double CpuSeconds { get; private set; }

    /// <summary>What of it the thread took that writes the product's state; 0 for others.</summary>
    public double StateCpuSeconds { get; private set; }

    /// <summary>The most memory it has had, in MB of a million bytes.</summary>
    public double PeakMegabytes { get; private set; }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a process with its output in a file. Settings of the runtime (<see cref="RuntimeSettings"/>) are not handed on.</summary>
    public static Child Start(string file, IEnumerable<string> arguments, string log, IEnumerable<(string Name, string Value)>? environment = null)
    {
        // The shell keeps the descriptors of the log; exec leaves no process of its own behind.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Path.GetDirectoryName(log) };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" > \"$0\" 2>&1 < /dev/null");
        start.ArgumentList.Add(log);
        start.ArgumentList.Add(file);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        RuntimeSettings.RemoveFrom(start.Environment);
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        return new Child(Process.Start(start)!);
    }

    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
    }

    /// <summary>Reads what it has cost up to now.</summary>
    public void Look()
    {
        try
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}");
            CpuSeconds = Math.Max(CpuSeconds, CpuSecondsOf(folder));
            if ((_stateThread ??= FindStateThread(folder)) is { } thread)
                StateCpuSeconds = Math.Max(StateCpuSeconds, CpuSecondsOf(thread));
            foreach (var line in File.ReadLines(folder + "/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    PeakMegabytes = Math.Max(PeakMegabytes, double.Parse(line.AsSpan(6, line.Length - 9), CultureInfo.InvariantCulture) * 1024 / 1e6);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // It is the first long task that the product starts; the runtime names the threads of those alike.
    private static string? FindStateThread(string folder) => Directory.GetDirectories(folder + "/task")
        .OrderBy(thread => int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture))
        .FirstOrDefault(thread => File.ReadAllText(thread + "/comm").StartsWith(".NET Long", StringComparison.Ordinal));

    private static double CpuSecondsOf(string folder)
    {
        var stat = File.ReadAllText(folder + "/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private async Task WatchAsync()
    {
        while (!_process.HasExited)
        {
            Look();
            await Task.Delay(LookEvery).ConfigureAwait(false);
        }
    }
}
