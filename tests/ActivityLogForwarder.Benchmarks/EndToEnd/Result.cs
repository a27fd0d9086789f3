using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>What one run of one forwarder cost.</summary>
/// <param name="Events">How many events it handled.</param>
/// <param name="CpuSeconds">User and system time of the whole process, start-up included.</param>
/// <param name="PeakMegabytes">The most memory it had.</param>
/// <param name="FirstEventMilliseconds">From the start of the process to the first event at a receiver; not a number without events.</param>
/// <param name="CommitShare">The part of the CPU seconds that the thread of the product's state took, from 0 to 1.</param>
/// <param name="Seconds">How long it took, which says more about the machine.</param>
internal sealed record Result(long Events, double CpuSeconds, double PeakMegabytes, double FirstEventMilliseconds, double CommitShare, double Seconds)
{
    public Result(Child child, long events, long? firstAt)
        : this(
            events, child.CpuSeconds, child.PeakMegabytes,
            firstAt is { } at ? Stopwatch.GetElapsedTime(child.StartedAt, at).TotalMilliseconds : double.NaN,
            child.StateCpuSeconds / child.CpuSeconds, Stopwatch.GetElapsedTime(child.StartedAt).TotalSeconds)
    {
    }

    /// <summary>What the <see cref="Yardstick"/> took beside this run, in microseconds for an event; not a number where it was not asked.</summary>
    public double Pass { get; init; } = double.NaN;

    /// <summary>Bytes the product allocated for each event; not a number where that was not looked at.</summary>
    public double AllocatedPerEvent { get; init; } = double.NaN;

    /// <summary>CPU seconds per million events, or microseconds for an event; not a number without events.</summary>
    public double CpuPerMillion => Events == 0 ? double.NaN : CpuSeconds / Events * 1e6;

    /// <summary>The cost of an event in bare passes over it, which depends less on how fast the machine is.</summary>
    public double Passes => CpuPerMillion / Pass;

    /// <summary>What it would have cost where the yardstick takes as long as on the machine that the goals were set on.</summary>
    public Result Scaled => this with { CpuSeconds = CpuSeconds * Yardstick.OfGoals / Pass, Pass = Yardstick.OfGoals };

    public override string ToString()
    {
        var text = new StringBuilder();
        if (Events > 0)
            text.Append(CultureInfo.InvariantCulture, $"{CpuPerMillion:0.00} CPU-s/M, {Passes:0.0} passes of {Pass:0.000} µs, ");
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
