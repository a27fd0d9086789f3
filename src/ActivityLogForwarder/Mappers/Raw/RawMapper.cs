using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Raw;

/// <summary>
/// The event as it came, on one line, with <c>ionos_event_id</c> and <c>ionos_contract</c> as its last two members.
/// Repeated members, spellings of numbers and escapes stay; only bytes that are no UTF-8 are replaced by U+FFFD. An
/// event that holds line breaks between its tokens loses all white space there.
/// </summary>
public sealed record RawMapper : IMapper
{
    public static readonly MapperType Type = new("raw", _ => new RawMapper());

    /// <summary>A record is the event with an end of its own: no template is as quick.</summary>
    public bool AllowsTemplates => false;

    public void Map(ActivityEvent activity, Utf8Buffer output) => MapForSink(activity, output);

    public bool MapForSink(ActivityEvent activity, Utf8Buffer output)
    {
        var scratch = ActivityMemory.Take().Scratch;
        // An event whose shape is known is printable ASCII.
        var isPlain = activity.Shape is not null;
        var source = isPlain ? activity.Source.Span : WellFormedText.InValidUtf8(activity.Source.Span, scratch).TrimEnd(" \t\r\n"u8);
        if (isPlain || source.IndexOfAny((byte)'\n', (byte)'\r') < 0)
            output.Write(source[..^1]);
        else
            WriteTokens(source[..^1], output);

        var isEmpty = source[..^1].TrimEnd(" \t\r\n"u8)[^1] == '{';
        output.Write(isEmpty ? "\"ionos_event_id\":\""u8 : ",\"ionos_event_id\":\""u8);
        output.Escape(activity.Id.Text.Span);
        output.Write("\",\"ionos_contract\":\""u8);
        if (activity.Contract is { } contract)
        {
            output.Escape(ContractText.Of(contract, scratch));
        }
        else
        {
            output.Write(Activity.Read(activity.Source.Span).Peek(Member.ContractNumber).Bytes);
        }

        output.Write("\"}"u8);
        return isPlain;
    }

    private static void WriteTokens(ReadOnlySpan<byte> json, Utf8Buffer output)
    {
        while (!json.IsEmpty)
        {
            // A part is a string, or what stands before the next one.
            var end = json[0] == '"' ? EndOfString(json) : json.IndexOf((byte)'"');
            var part = end < 0 ? json : json[..end];
            if (json[0] == '"')
                output.Write(part);
            else
                WriteWithoutSpace(part, output);
            json = json[part.Length..];
        }
    }

    private static int EndOfString(ReadOnlySpan<byte> json)
    {
        var position = 1;
        while (json[position] != '"')
        {
            position += json[position] == '\\' ? 2 : 1;
            position += json[position..].IndexOfAny((byte)'"', (byte)'\\');
        }

        return position + 1;
    }

    private static void WriteWithoutSpace(ReadOnlySpan<byte> json, Utf8Buffer output)
    {
        foreach (var value in json)
        {
            if (value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                output.Write(value);
        }
    }
}
