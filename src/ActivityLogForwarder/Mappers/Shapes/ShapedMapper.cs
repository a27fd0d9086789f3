using System.Runtime.CompilerServices;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Mappers.Shapes;

/// <summary>
/// Writes what another mapper writes. Events of a shape that was seen before, which are nearly all, are written by a
/// template that this mapper made, if the other allows it; the rest by the other one itself.
/// </summary>
public sealed class ShapedMapper(IMapper mapper, EventShapes shapes) : IMapper, IEquatable<ShapedMapper>
{
    private readonly IMapper _mapper = mapper;

    // Of the contract whose event was mapped last.
    private volatile ContractNumber? _number;

    public byte Escaped => _mapper.Escaped;

    public void Map(ActivityEvent activity, Utf8Buffer output) => MapForSink(activity, output);

    [SkipLocalsInit]
    public bool MapForSink(ActivityEvent activity, Utf8Buffer output)
    {
        Span<Slot> slots = stackalloc Slot[SlotTexts.Count];
        Span<byte> extra = stackalloc byte[SlotTexts.ExtraLength];
        var source = activity.Source.Span;
        if (!TryFindShape(activity, slots, out var shape))
            return _mapper.MapForSink(activity, output);
        if (!_mapper.AllowsTemplates || activity.Contract is not { } contract || !SlotTexts.TryAdd(shape, activity, _mapper.TellsParts, slots, out var variant)
            || NumberOf(contract) is not { Length: > 0 } number)
            return _mapper.MapForSink(activity, output);
        if (!shape.TryGetTemplate(_mapper, variant, out var template) && shapes.IsRoomForTemplate())
        {
            SlotTexts.AddExtra(activity, number, hasTime: true, slots, extra);
            shape.AddTemplate(_mapper, variant, template = TemplateMaker.Make(_mapper, shape, variant, activity, slots, extra));
        }

        if (template is null)
            return _mapper.MapForSink(activity, output);
        SlotTexts.AddExtra(activity, number, template.HasEpochTime, slots, extra);
        template.Write(output, source, extra, slots, Escaped);
        return true;
    }

    private byte[] NumberOf(Contract contract)
    {
        if (_number is not { } known || !ReferenceEquals(known.Contract, contract))
            _number = known = new ContractNumber(contract, SlotTexts.NumberOf(contract));
        return known.Number;
    }

    private bool TryFindShape(ActivityEvent activity, Span<Slot> slots, out ActivityShape shape)
    {
        if (activity.Shape is not { } known)
            return shapes.TryMatch(activity.Source.Span, slots, out shape);
        activity.Slots.CopyTo(slots);
        shape = (ActivityShape)known;
        return true;
    }

    public bool Equals(ShapedMapper? other) => other is not null && _mapper.Equals(other._mapper);

    public override bool Equals(object? obj) => Equals(obj as ShapedMapper);

    public override int GetHashCode() => _mapper.GetHashCode();

    private sealed record ContractNumber(Contract Contract, byte[] Number);
}
