using System.Diagnostics;
using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>
/// A fixed piece of work that shows how fast the machine is at the moment: a bare pass of
/// <see cref="System.Text.Json.Utf8JsonReader"/> over the simulator's events, in a process of its own.
/// </summary>
internal sealed class Yardstick : IDisposable
{
    /// <summary>What a pass takes for an event, in microseconds, on the machine that the goals were set on.</summary>
    public const double OfGoals = 0.68;

    private readonly Process _process;

    private Yardstick(Process process) => _process = process;

    public static async Task<Yardstick> StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(Yardstick).Assembly.Location, "yardstick"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        RuntimeSettings.RemoveFrom(start.Environment);
        var yardstick = new Yardstick(Process.Start(start)!);
        await yardstick.ReadLineAsync().ConfigureAwait(false);
        return yardstick;
    }

    /// <summary>Microseconds of CPU time that a pass takes for an event, measured for 0.3 s, in which nothing else should run.</summary>
    public async Task<double> MeasureAsync()
    {
        await _process.StandardInput.WriteLineAsync().ConfigureAwait(false);
        await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        return double.Parse(await ReadLineAsync().ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        // It ends when there is nothing more to read.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) ?? throw new InvalidOperationException("The yardstick has ended.");
}
