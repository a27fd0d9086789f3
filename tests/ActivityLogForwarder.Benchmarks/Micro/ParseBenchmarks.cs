using System.Buffers;
using System.Net;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Mappers.Raw;
using ActivityLogForwarder.Mappers.Shapes;
using ActivityLogForwarder.Source;
using BenchmarkDotNet.Attributes;

namespace ActivityLogForwarder.Benchmarks.Micro;

/// <summary>Reading a page; figures are per event.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private readonly byte[] _page = Events.Page();
    private readonly ShapeTree _shapes = new();

    [GlobalSetup]
    public void Setup()
    {
        var mapper = new ShapedMapper(RawMapper.Type.Create(new MapperSettings(DataStream: MapperSettings.DefaultDataStream)), new EventShapes(_shapes));
        foreach (var activity in Events.Of(_page))
            mapper.Map(activity, new Utf8Buffer(4096));
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events.Count)]
    public long Utf8JsonReader() => BarePass.Over(_page);

    [Benchmark(OperationsPerInvoke = Events.Count)]
    public long Scanner()
    {
        var scanner = new JsonScanner(_page);
        var tokens = 0L;
        while (scanner.Read())
            tokens++;
        return tokens;
    }

    /// <summary>All that is done with a page before its events are mapped, where their shapes are known; a copy of it included.</summary>
    [Benchmark(OperationsPerInvoke = Events.Count)]
    public int Page()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(_page.Length);
        _page.CopyTo(buffer, 0);
        if (!ApiPage.TryParse(new Answer(HttpStatusCode.OK, buffer, _page.Length), _shapes, out var page))
            return 0;
        using (page)
            return page.Hits.Count;
    }

    [Benchmark(OperationsPerInvoke = Events.Count)]
    public int Skip()
    {
        var scanner = new JsonScanner(_page);
        scanner.Read();
        scanner.Skip();
        return scanner.BytesConsumed;
    }
}
