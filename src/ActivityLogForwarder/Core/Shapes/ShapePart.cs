namespace ActivityLogForwarder.Core.Shapes;

/// <summary>A part of a shape: bytes that are always the same, and the slot behind them.</summary>
/// <param name="Literal">The bytes.</param>
/// <param name="Slot">What follows; <see cref="SlotKind.None"/> at the end of the event.</param>
public readonly record struct ShapePart(ReadOnlyMemory<byte> Literal, SlotKind Slot);
