using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>What one run of one forwarder cost.</summary>
/// <param name="CpuPerMillion">CPU seconds per million events, start-up included; not a number without events.</param>
/// <param name="PeakMegabytes">The most memory it had.</param>
/// <param name="FirstEventMilliseconds">From the start of the process to the first event at a receiver; not a number without events.</param>
/// <param name="CommitShare">The part of the CPU seconds that the thread of the product's state took, from 0 to 1.</param>
/// <param name="Seconds">How long it took, which says more about the machine.</param>
internal sealed record Result(double CpuPerMillion, double PeakMegabytes, double FirstEventMilliseconds, double CommitShare, double Seconds)
{
    public Result(Child child, long events, long? firstAt, double seconds)
        : this(
            events == 0 ? double.NaN : child.CpuSeconds / events * 1e6, child.PeakMegabytes,
            firstAt is { } at ? Stopwatch.GetElapsedTime(child.StartedAt, at).TotalMilliseconds : double.NaN,
            child.StateCpuSeconds / child.CpuSeconds, seconds)
    {
    }

    /// <summary>Bytes the product allocated for each event; not a number where that was not looked at.</summary>
    public double AllocatedPerEvent { get; init; } = double.NaN;

    public override string ToString()
    {
        var text = new StringBuilder();
        if (!double.IsNaN(CpuPerMillion))
            text.Append(CultureInfo.InvariantCulture, $"{CpuPerMillion:0.00} CPU-s/M, ");
        text.Append(CultureInfo.InvariantCulture, $"{PeakMegabytes:0} MB, ");
        if (!double.IsNaN(FirstEventMilliseconds))
            text.Append(CultureInfo.InvariantCulture, $"first event after {FirstEventMilliseconds:0} ms, ");
        if (CommitShare > 0)
            text.Append(CultureInfo.InvariantCulture, $"commits {CommitShare:0.0%}, ");
        if (!double.IsNaN(AllocatedPerEvent))
            text.Append(CultureInfo.InvariantCulture, $"{AllocatedPerEvent:0} B/event, ");
        return text.Append(CultureInfo.InvariantCulture, $"{Seconds:0.0} s").ToString();
    }
}
