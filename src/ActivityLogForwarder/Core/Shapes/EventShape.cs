namespace ActivityLogForwarder.Core.Shapes;

/// <summary>
/// What events have in common that differ in ids, times, names and the like alone: the same bytes but for the slots.
/// </summary>
/// <param name="slotCount">The number of its slots, at most <see cref="MaxSlots"/>.</param>
/// <param name="uuid">The slot that holds <c>@uuid</c>.</param>
/// <param name="time">The slot that holds <c>meta.time</c>.</param>
public abstract class EventShape(int slotCount, int uuid, int time)
{
    public const int MaxSlots = 64;

    /// <summary>The longest event that has a shape, in bytes.</summary>
    public const int MaxLength = 4000;

    public int SlotCount => slotCount;

    public int Uuid => uuid;

    public int Time => time;

    /// <summary>Its place among the shapes of its tree, from 0; those of a tree that was cleared had the same ones.</summary>
    public int Number { get; internal set; }
}
