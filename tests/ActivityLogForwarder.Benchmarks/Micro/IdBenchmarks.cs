using ActivityLogForwarder.Core;
using BenchmarkDotNet.Attributes;

namespace ActivityLogForwarder.Benchmarks.Micro;

/// <summary>Ids, and looking them up among what is settled; figures are per event.</summary>
[MemoryDiagnoser]
public class IdBenchmarks : IDisposable
{
    private readonly ActivityEvent[] _events = Events.Of(Events.Page());
    private readonly SettledIds _settled = new();
    private readonly byte[] _segment = new byte[Events.Count * SettledIds.KeySize];

    [GlobalCleanup]
    public void Dispose()
    {
        _settled.Dispose();
        GC.SuppressFinalize(this);
    }

    [GlobalSetup]
    public void Setup()
    {
        Random.Shared.NextBytes(_segment);
        _settled.AddSegment(_segment);
    }

    [Benchmark(OperationsPerInvoke = Events.Count)]
    public UInt128 KeyOfUuid()
    {
        UInt128 sum = 0;
        foreach (ref readonly var activity in _events.AsSpan())
            sum ^= EventId.KeyOf(activity.Id.Text.Span);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Events.Count)]
    public UInt128 IdFromContent()
    {
        UInt128 sum = 0;
        foreach (ref readonly var activity in _events.AsSpan())
            sum ^= EventId.FromContent(activity.Source.Span).Key;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Events.Count)]
    public int LookUpSettled()
    {
        var found = 0;
        foreach (ref readonly var activity in _events.AsSpan())
            found += _settled.Contains(activity.Id.Key) ? 1 : 0;
        return found;
    }

    [Benchmark(OperationsPerInvoke = Events.Count)]
    public int LoadSegment()
    {
        _settled.Clear();
        _settled.AddSegment(_segment);
        return _settled.Count;
    }
}
