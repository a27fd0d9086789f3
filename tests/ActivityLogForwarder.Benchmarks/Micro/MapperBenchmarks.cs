using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Cef;
using ActivityLogForwarder.Mappers.Ecs;
using ActivityLogForwarder.Mappers.Leef;
using ActivityLogForwarder.Mappers.Ocsf;
using ActivityLogForwarder.Mappers.Raw;
using BenchmarkDotNet.Attributes;

namespace ActivityLogForwarder.Benchmarks.Micro;

/// <summary>Each mapper; figures are per event.</summary>
[MemoryDiagnoser]
public class MapperBenchmarks
{
    private static readonly MapperType[] Types = [EcsMapper.Type, CefMapper.Type, LeefMapper.Type, OcsfMapper.Type, RawMapper.Type];

    private readonly ActivityEvent[] _events = Events.Of(Events.Page());
    private static readonly Utf8Buffer Output = new(4 << 20);

    private IMapper _mapper = null!;

    [Params("ecs", "cef", "leef", "ocsf", "raw")]
    public string Format { get; set; } = "";

    [GlobalSetup]
    public void Setup() =>
        _mapper = Types.Single(type => type.Format == Format).Create(new MapperSettings(DataStream: MapperSettings.DefaultDataStream));

    [Benchmark(OperationsPerInvoke = Events.Count)]
    public int Map()
    {
        Output.Clear();
        foreach (ref readonly var activity in _events.AsSpan())
            _mapper.Map(activity, Output);
        return Output.Length;
    }
}
