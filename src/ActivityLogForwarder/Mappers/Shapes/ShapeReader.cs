using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Mappers.Shapes;

/// <summary>
/// Makes out the shape of an event: what decides how a record looks stays in the shape, such as types, actions and
/// every member's name; what records only copy becomes a slot.
/// </summary>
internal static class ShapeReader
{
    /// <summary>Reads the shape. Null where the event has none: it holds escapes, or is not like what the API writes.</summary>
    /// <exception cref="JsonException">The event is not one JSON object.</exception>
    public static ActivityShape? Read(ReadOnlySpan<byte> source)
    {
        // Printable ASCII without escapes: what it says is what it is.
        if (source.Length > EventShape.MaxLength || source.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0 || source.Contains((byte)'\\'))
            return null;
        var read = Activity.Read(source);
        var nodes = read.Nodes;
        var parts = new List<ShapePart>();
        var slotOf = new Dictionary<int, int>();
        var literal = 0;
        for (var index = 1; index < nodes.Count; index++)
        {
            ref var node = ref nodes[index];
            if (node.IsSealed)
                return null;
            var kind = KindOf(node, source);
            if (kind == SlotKind.None)
                continue;
            slotOf[index] = parts.Count;
            parts.Add(new ShapePart(source[literal..node.Start].ToArray(), kind));
            literal = node.Start + node.Length;
        }

        parts.Add(new ShapePart(source[literal..].ToArray(), SlotKind.None));
        var uuid = SlotOf(Member.Uuid);
        var time = SlotOf(Member.Time);
        // A name that is there, but not in a slot, would be missing from the facts.
        if (parts.Count - 1 > EventShape.MaxSlots || uuid < 0 || time < 0 || (SlotOf(Member.Username) < 0 && !read.Peek(Member.Username).IsEmpty))
            return null;
        return new ActivityShape(parts.Count - 1, uuid, time)
        {
            SourceIp = SlotOf(Member.SourceIp),
            Username = SlotOf(Member.Username),
            Uri = SlotOf(Member.Uri),
            Parts = [.. parts],
            Facts = new EventFacts(read.Peek(Member.Type).Bytes.ToArray(), default, read.Severity, read.Outcome == ActivityOutcome.Failure),
        };

        int SlotOf(Member member) => slotOf.GetValueOrDefault(nodes.Find(member), -1);
    }

    private static SlotKind KindOf(in EventNode node, ReadOnlySpan<byte> source)
    {
        if (!IsCopied(node.Member))
            return SlotKind.None;
        // A queue's reference is told otherwise where it is no number.
        var kind = node.Kind switch
        {
            JsonTokenType.String => node.Member == Member.QueueRefId ? SlotKind.Digits : SlotKind.Text,
            JsonTokenType.Number => SlotKind.Digits,
            _ => SlotKind.None,
        };
        return kind != SlotKind.None && node.Length > 0 && Slot.LengthAt(source, node.Start, kind) == node.Length ? kind : SlotKind.None;
    }

    /// <summary>Whether records only ever copy it, or parts of it that <see cref="SlotTexts"/> knows.</summary>
    private static bool IsCopied(Member member) => member
        is Member.None or Member.Uuid or Member.RequestId or Member.QueueRefId or Member.Time or Member.TransactionId or Member.SourceIp
        or Member.PrincipalService or Member.ServiceHost or Member.ContractNumber or Member.Username or Member.Message or Member.Uri
        or Member.Initiator or Member.ParamService or Member.ResourceId or Member.MessageText;
}
