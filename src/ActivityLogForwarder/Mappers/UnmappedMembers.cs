using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>
/// The tree of what an event holds beyond what a record has taken: unknown members, and known ones of an unusable
/// kind, each in its place. It has at most <see cref="EventNodes.MaxLevels"/> levels, the tree itself being the
/// first; an object or array below them becomes its JSON text.
/// </summary>
internal static class UnmappedMembers
{
    /// <summary>Writes the tree as a member of an open object, or nothing where nothing is left.</summary>
    /// <param name="output">Where the record is written.</param>
    /// <param name="head">The member's name, such as <c>"unmapped":</c>.</param>
    /// <param name="activity">The event; the rest of the record has been written.</param>
    public static void Unmapped(this Utf8Buffer output, ReadOnlySpan<byte> head, in Activity activity)
    {
        if (!IsLeft(activity, 0))
            return;
        output.Write(head);
        WriteLeft(output, activity, 0);
        output.Write((byte)',');
    }

    private static bool IsLeft(in Activity activity, int index)
    {
        var nodes = activity.Nodes;
        var end = nodes[index].Next;
        while (index < end)
        {
            ref var node = ref nodes[index];
            if (node.IsSettled)
                index = node.Next;
            else if (node.IsStructure)
                index++;
            else
                return true;
        }

        return false;
    }

    private static void WriteLeft(Utf8Buffer output, in Activity activity, int index)
    {
        ref var node = ref activity.Nodes[index];
        if (!node.IsStructure)
            WriteWhole(output, activity, index);
        else if (node.Kind == JsonTokenType.StartObject)
            WriteObject(output, activity, index, onlyLeft: true);
        else
            WriteItemsLeft(output, activity, index);
    }

    private static void WriteWhole(Utf8Buffer output, in Activity activity, int index)
    {
        ref var node = ref activity.Nodes[index];
        var value = activity.Source.Slice(node.Start, node.Length);
        if (node.IsSealed)
        {
            output.Write((byte)'"');
            output.Escape(value);
            output.Write((byte)'"');
        }
        else if (node.Kind == JsonTokenType.StartObject)
        {
            WriteObject(output, activity, index, onlyLeft: false);
        }
        else if (node.Kind == JsonTokenType.StartArray)
        {
            output.Write((byte)'[');
            for (var item = index + 1; item < node.Next; item = activity.Nodes[item].Next)
            {
                WriteWhole(output, activity, item);
                output.Write((byte)',');
            }

            End(output, (byte)']');
        }
        else
        {
            var isString = node.Kind == JsonTokenType.String;
            output.Write(isString ? "\""u8 : default);
            output.Write(value);
            output.Write(isString ? "\""u8 : default);
        }
    }

    private static void WriteObject(Utf8Buffer output, in Activity activity, int index, bool onlyLeft)
    {
        RepeatedMembers.Settle(activity, index);
        output.Write((byte)'{');
        var end = activity.Nodes[index].Next;
        for (var child = index + 1; child < end; child = activity.Nodes[child].Next)
        {
            if (onlyLeft ? !IsLeft(activity, child) : activity.Nodes[child].IsSettled)
                continue;
            output.Write((byte)'"');
            output.Write(MemberName.Read(activity, child).Bytes);
            output.Write("\":"u8);
            WriteLeft(output, activity, child);
            output.Write((byte)',');
        }

        End(output, (byte)'}');
    }

    /// <summary>Items that are settled keep their place as <c>{}</c>, as far as others follow.</summary>
    private static void WriteItemsLeft(Utf8Buffer output, in Activity activity, int index)
    {
        output.Write((byte)'[');
        var end = output.Length;
        for (var item = index + 1; item < activity.Nodes[index].Next; item = activity.Nodes[item].Next)
        {
            if (IsLeft(activity, item))
            {
                WriteLeft(output, activity, item);
                end = output.Length + 1;
            }
            else
            {
                output.Write("{}"u8);
            }

            output.Write((byte)',');
        }

        output.Length = end;
        End(output, (byte)']');
    }

    private static void End(Utf8Buffer output, byte bracket)
    {
        if (output.WrittenSpan[^1] == ',')
            output.Length--;
        output.Write(bracket);
    }
}
