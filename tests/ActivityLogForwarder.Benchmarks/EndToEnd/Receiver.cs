using System.Diagnostics;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>Takes what a forwarder sends, on a port of this machine, and counts the events in it.</summary>
internal abstract class Receiver : IAsyncDisposable
{
    public abstract int Port { get; }

    /// <summary>Events taken so far.</summary>
    public abstract long Count { get; }

    /// <summary>When the first event came, as <see cref="Stopwatch.GetTimestamp"/>; 0: none yet.</summary>
    public abstract long FirstAt { get; }

    public abstract ValueTask DisposeAsync();
}
