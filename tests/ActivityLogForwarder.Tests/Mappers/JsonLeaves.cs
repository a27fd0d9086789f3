using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Mappers;

/// <summary>The texts and numbers in JSON, to see whether they are found again elsewhere.</summary>
internal static class JsonLeaves
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = int.MaxValue };

    /// <summary>Those of an event that must be found again: of repeated members the last one's, and none that is a time.</summary>
    public static IReadOnlyList<string> OfEvent(ReadOnlyMemory<byte> source)
    {
        using var document = JsonDocument.Parse(WithoutHalfPairs(source.Span), Deep);
        return [.. LeavesOf(document.RootElement)];
    }

    /// <summary>All texts and numbers of a record, one a line.</summary>
    public static string OfRecord(JsonElement record)
    {
        var found = new HashSet<string>();
        Collect(record, found);
        return string.Join('\n', found);
    }

    private static IEnumerable<string> LeavesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().GroupBy(member => member.Name.Replace('\0', '\uFFFD')).SelectMany(members => LeavesOf(members.Last().Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(LeavesOf),
        JsonValueKind.String when Rfc3339.TryParse(Encoding.UTF8.GetBytes(value.GetString()!), out _) => [],
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Number => [value.GetRawText()],
        _ => [],
    };

    private static void Collect(JsonElement value, HashSet<string> found)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
                Collect(member.Value, found);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                Collect(item, found);
        }
        else
        {
            found.Add(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
        }
    }

    private static byte[] WithoutHalfPairs(ReadOnlySpan<byte> source)
    {
        var repaired = source.ToArray();
        for (var i = 0; i < repaired.Length; i++)
        {
            if (repaired[i] != '\\')
                continue;
            if (repaired[++i] != 'u')
                continue;
            if (JsonEscapes.ReadCodePoint(repaired.AsSpan(i - 1), out var length) == Rune.ReplacementChar)
                "fffd"u8.CopyTo(repaired.AsSpan(i + 1));
            i += length - 2;
        }

        return repaired;
    }
}
