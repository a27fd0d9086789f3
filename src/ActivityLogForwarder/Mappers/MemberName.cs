using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>
/// The names of members as they are handed on: U+0000, which Elasticsearch refuses in names, becomes U+FFFD.
/// </summary>
internal static class MemberName
{
    /// <summary>The name of a node that stands in an object.</summary>
    public static JsonText Read(in Activity activity, int node)
    {
        ref var found = ref activity.Nodes[node];
        var name = activity.Source.Slice(found.NameStart, found.NameLength);
        return !found.IsNameEscaped ? new JsonText(name)
            : new JsonText(name.IndexOf("\\u0000"u8) < 0 ? name : WithoutNull(name, activity.Scratch), true);
    }

    private static Span<byte> WithoutNull(ReadOnlySpan<byte> name, Scratch scratch)
    {
        var result = scratch.Take(name.Length);
        name.CopyTo(result);
        for (var position = 0; position < result.Length;)
        {
            if (result[position] != '\\')
            {
                position++;
                continue;
            }

            if (result[position..].StartsWith("\\u0000"u8))
                "fffd"u8.CopyTo(result[(position + 2)..]);
            position += 2;
        }

        return result;
    }
}
