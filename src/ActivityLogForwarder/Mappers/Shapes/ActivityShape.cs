using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Mappers.Shapes;

/// <summary>A shape with all that is the same for its events: where texts of a meaning stand, facts, templates.</summary>
internal sealed class ActivityShape : EventShape
{
    private readonly Lock _lock = new();
    private volatile KnownTemplate[] _templates = [];

    public ActivityShape(int slotCount, int uuid, int time)
        : base(slotCount, uuid, time)
    {
    }

    /// <summary>The slot of the address; -1: none.</summary>
    public required int SourceIp { get; init; }

    /// <summary>The slot of the user's name; -1: none.</summary>
    public required int Username { get; init; }

    /// <summary>The slot of the request's URI; -1: none.</summary>
    public required int Uri { get; init; }

    /// <summary>Everything of the events but the slots, in order.</summary>
    public required ShapePart[] Parts { get; init; }

    /// <summary>The facts of its events, but for the user's name.</summary>
    public required EventFacts Facts { get; init; }

    /// <summary>The facts of one of its events.</summary>
    public EventFacts FactsOf(ReadOnlyMemory<byte> source, ReadOnlySpan<Slot> slots) =>
        Username < 0 ? Facts : Facts with { Principal = source.Slice(slots[Username].Start, slots[Username].Length) };

    /// <summary>The template of a mapper for events of a kind. False where none has been made yet; null: there is none.</summary>
    public bool TryGetTemplate(IMapper mapper, SlotVariant variant, out RecordTemplate? template)
    {
        foreach (ref readonly var known in _templates.AsSpan())
        {
            if (known.Variant == variant && ReferenceEquals(known.Mapper, mapper))
            {
                template = known.Template;
                return true;
            }
        }

        template = null;
        return false;
    }

    public void AddTemplate(IMapper mapper, SlotVariant variant, RecordTemplate? template)
    {
        lock (_lock)
            _templates = [.. _templates, new KnownTemplate(mapper, variant, template)];
    }

    private readonly record struct KnownTemplate(IMapper Mapper, SlotVariant Variant, RecordTemplate? Template);
}
