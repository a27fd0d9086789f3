using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>What one run of one forwarder cost.</summary>
/// <param name="CpuPerMillion">CPU seconds per million events, start-up included.</param>
/// <param name="PeakMegabytes">The most memory it had.</param>
/// <param name="FirstEventMilliseconds">From the start of the process to the first event at a receiver.</param>
/// <param name="Seconds">How long it took, which says more about the machine.</param>
internal sealed record Result(double CpuPerMillion, double PeakMegabytes, double FirstEventMilliseconds, double Seconds)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{CpuPerMillion:0.00} CPU-s/M, {PeakMegabytes:0} MB, first event after {FirstEventMilliseconds:0} ms, {Seconds:0.0} s");
}
