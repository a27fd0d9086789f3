using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Mappers;
using ActivityLogForwarder.Mappers.Shapes;

namespace ActivityLogForwarder.Composition;

/// <summary>Makes sinks, mappers and filters of the configuration. No I/O.</summary>
public static class Routes
{
    /// <param name="options">The configuration.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="tree">Where the shapes of events are kept for others; null: nowhere.</param>
    public static IReadOnlyList<SinkRoute> Create(ForwarderOptions options, TimeProvider clock, ShapeTree? tree = null)
    {
        var shapes = new EventShapes(tree ?? new ShapeTree());
        return [.. options.Sinks.Select(sink => Create(sink, shapes, clock))];
    }

    public static ISink CreateSink(SinkOptions sink, TimeProvider clock) =>
        sink.Type.Create(new SinkSettings(sink.Name, sink.Format, sink.Values) { Clock = clock, Facts = ActivityFacts.Read });

    private static SinkRoute Create(SinkOptions options, EventShapes shapes, TimeProvider clock)
    {
        var filter = new EventFilter(new DropLists(
            options.Drop.Types, options.Drop.Actions, options.Drop.Verbs, options.Drop.Services, options.Drop.Users));
        return new SinkRoute(
            options.Name, CreateSink(options, clock),
            new ShapedMapper(
                Slices.CreateMapper(options.Format, new MapperSettings(options.Original, options.Type.DataStream(options.Values))), shapes),
            new Gate(options.RetryInitial, options.RetryMax, clock))
        {
            MaxEvents = options.BatchMaxEvents,
            MaxBytes = options.BatchMaxBytes,
            Takes = contract => (options.Accounts.Count == 0 || options.Accounts.Contains(contract.Account))
                && (options.Contracts.Count == 0 || options.Contracts.Contains(contract.Number)),
            Drop = filter.IsEmpty ? null : filter.DropReason,
        };
    }
}
