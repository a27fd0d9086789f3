using System.Buffers;

namespace ActivityLogForwarder.Mappers;

/// <summary>
/// Settles all but the last of the unknown members of one name in an object. Of known ones only the last was ever
/// unsettled.
/// </summary>
internal static class RepeatedMembers
{
    // Up to here comparing each with each is faster than sorting.
    private const int FewEnough = 16;

    public static void Settle(in Activity activity, int parent)
    {
        var end = activity.Nodes[parent].Next;
        Span<int> few = stackalloc int[FewEnough];
        var count = 0;
        for (var child = parent + 1; child < end; child = activity.Nodes[child].Next)
        {
            if (activity.Nodes[child].Member != Member.None)
                continue;
            if (count < FewEnough)
                few[count] = child;
            count++;
        }

        if (count <= FewEnough)
            SettleAmong(activity, few[..count]);
        else
            SettleMany(activity, parent, count);
    }

    private static void SettleMany(in Activity activity, int parent, int count)
    {
        var hashes = ArrayPool<int>.Shared.Rent(count);
        var children = ArrayPool<int>.Shared.Rent(count);
        var child = parent + 1;
        for (var i = 0; i < count; child = activity.Nodes[child].Next)
        {
            if (activity.Nodes[child].Member != Member.None)
                continue;
            var hash = default(HashCode);
            hash.AddBytes(MemberName.Read(activity, child).Unescape(activity.Scratch));
            (hashes[i], children[i++]) = (hash.ToHashCode(), child);
        }

        Array.Sort(hashes, children, 0, count);
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && hashes[end] == hashes[start])
                end++;
            SettleAmong(activity, children.AsSpan(start, end - start));
            start = end;
        }

        ArrayPool<int>.Shared.Return(hashes);
        ArrayPool<int>.Shared.Return(children);
    }

    /// <summary>Linear in the members for each distinct name among them, which are few: their hashes agree.</summary>
    private static void SettleAmong(in Activity activity, Span<int> children)
    {
        children.Sort();
        while (children.Length > 1)
        {
            var last = MemberName.Read(activity, children[^1]).Unescape(activity.Scratch);
            var others = 0;
            foreach (var child in children[..^1])
            {
                if (MemberName.Read(activity, child).Unescape(activity.Scratch).SequenceEqual(last))
                    activity.Nodes[child].IsSettled = true;
                else
                    children[others++] = child;
            }

            children = children[..others];
        }
    }
}
