using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Mappers.Cef;
using ActivityLogForwarder.Mappers.Ecs;
using ActivityLogForwarder.Mappers.Leef;
using ActivityLogForwarder.Mappers.Ocsf;
using ActivityLogForwarder.Mappers.Raw;
using ActivityLogForwarder.Mappers.Shapes;
using BenchmarkDotNet.Attributes;

namespace ActivityLogForwarder.Benchmarks.Micro;

/// <summary>Each mapper; figures are per event.</summary>
[MemoryDiagnoser]
public class MapperBenchmarks
{
    private static readonly MapperType[] Types = [EcsMapper.Type, CefMapper.Type, LeefMapper.Type, OcsfMapper.Type, RawMapper.Type];
    private static readonly Utf8Buffer Output = new(4 << 20);

    private readonly byte[] _page = Events.Page();
    private ActivityEvent[] _events = [];
    private ActivityEvent[] _known = [];
    private IMapper _mapper = null!;
    private IMapper _shaped = null!;

    [Params("ecs", "cef", "leef", "ocsf", "raw")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _mapper = Types.Single(type => type.Format == Format).Create(new MapperSettings(DataStream: MapperSettings.DefaultDataStream));
        var shapes = new ShapeTree();
        _shaped = new ShapedMapper(_mapper, new EventShapes(shapes));
        _events = Events.Of(_page);
        Map(_shaped, _events);
        _known = Events.Of(_page, shapes);
    }

    /// <summary>Events of shapes that nobody has seen.</summary>
    [Benchmark(OperationsPerInvoke = Events.Count)]
    public int New() => Map(_mapper, _events);

    /// <summary>Events as they mostly are: of shapes that were seen before.</summary>
    [Benchmark(OperationsPerInvoke = Events.Count)]
    public int Known() => Map(_shaped, _known);

    private static int Map(IMapper mapper, ActivityEvent[] events)
    {
        Output.Clear();
        foreach (ref readonly var activity in events.AsSpan())
            mapper.Map(activity, Output);
        return Output.Length;
    }
}
