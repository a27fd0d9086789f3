using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

/// <summary>One action of a bulk request.</summary>
public sealed record StubOperation(string Action, string Index, string? Id, ReadOnlyMemory<byte> Document);

/// <summary>Reads the body of a bulk request as strictly as the server does.</summary>
internal static class StubBulk
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly string[] Actions = ["create", "index", "update", "delete"];
    private static readonly string[] Metadata = ["_index", "_id", "routing", "pipeline", "require_alias", "dynamic_templates"];

    /// <summary>False, with the type of the error, when the request is refused as a whole.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> body, string defaultIndex, out List<StubOperation> operations, [NotNullWhen(false)] out string? error)
    {
        operations = [];
        error = body.IsEmpty ? "parse_exception" : body.Span[^1] != '\n' ? "illegal_argument_exception" : null;
        while (error is null && !body.IsEmpty)
        {
            var line = NextLine(ref body);
            if (line.IsEmpty)
                continue;
            try
            {
                operations.Add(ReadAction(line, defaultIndex, ref body));
            }
            catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
            {
                error = "illegal_argument_exception";
            }
        }

        return error is null;
    }

    private static StubOperation ReadAction(ReadOnlyMemory<byte> line, string defaultIndex, ref ReadOnlyMemory<byte> body)
    {
        using var action = JsonDocument.Parse(line, Strict);
        var named = action.RootElement.EnumerateObject().Single();
        if (!Actions.Contains(named.Name) || named.Value.EnumerateObject().Any(member => !Metadata.Contains(member.Name)))
            throw new FormatException();
        var index = named.Value.TryGetProperty("_index", out var given) ? given.GetString()! : defaultIndex;
        var id = named.Value.TryGetProperty("_id", out var text) ? text.GetString() : null;
        if (index.Length == 0 || (id is not null && (id.Length == 0 || Encoding.UTF8.GetByteCount(id) > 512)))
            throw new FormatException();
        if (named.Name != "delete" && body.IsEmpty)
            throw new FormatException();
        return new StubOperation(named.Name, index, id, named.Name == "delete" ? default : NextLine(ref body));
    }

    private static ReadOnlyMemory<byte> NextLine(ref ReadOnlyMemory<byte> body)
    {
        var end = body.Span.IndexOf((byte)'\n');
        var line = body[..end];
        body = body[(end + 1)..];
        return line;
    }

    /// <summary>Whether a document is JSON, one object, without repeated members; <paramref name="timestamp"/>: with one.</summary>
    public static bool IsDocument(ReadOnlyMemory<byte> document, bool strict, out bool timestamp)
    {
        timestamp = false;
        try
        {
            using var parsed = JsonDocument.Parse(document, strict ? Strict : default);
            if (parsed.RootElement.ValueKind != JsonValueKind.Object)
                return false;
            timestamp = parsed.RootElement.TryGetProperty("@timestamp", out var time)
                && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out _);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
