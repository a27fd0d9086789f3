using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Shapes;

namespace ActivityLogForwarder.Mappers;

/// <summary>What sinks may want to know of an event whatever the format of its record.</summary>
public static class ActivityFacts
{
    /// <summary>
    /// Tells the facts: those of the event's shape, those kept since it was mapped, or by reading it. The texts are parts of the event,
    /// or kept by themselves where it spells them otherwise.
    /// </summary>
    public static void Read(ActivityEvent activity, out EventFacts facts)
    {
        if (activity.Shape is ActivityShape shape)
            facts = shape.FactsOf(activity.Source, activity.Slots);
        else if (!activity.TryGetFacts(out facts))
            facts = Of(activity, Activity.Read(activity.Source.Span));
    }

    /// <summary>The facts of an event that has been read.</summary>
    internal static EventFacts Of(ActivityEvent activity, in Activity read) => new(
        MemoryOf(activity, read, Member.Type), MemoryOf(activity, read, Member.Username),
        read.Severity, read.Outcome == ActivityOutcome.Failure);

    private static ReadOnlyMemory<byte> MemoryOf(ActivityEvent activity, in Activity read, Member member)
    {
        var text = read.Peek(member);
        if (text.IsEmpty)
            return default;
        // An event that had to be repaired is read from a copy that does not last.
        return !text.IsEscaped && activity.Source.Span.Overlaps(text.Bytes, out var offset)
            ? activity.Source.Slice(offset, text.Bytes.Length)
            : KeptTexts.Keep(text.Unescape(read.Scratch));
    }
}
