using System.Buffers;
using System.Buffers.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>
/// Writing JSON. Every member ends in a comma, which the object around it takes back when it closes; an object without
/// members takes itself back. Names come as the bytes that stand before the value, such as <c>"name":"</c>.
/// </summary>
internal static class JsonOutput
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    /// <summary>Begins an object or array; <paramref name="head"/> ends in its bracket.</summary>
    public static OpenJson Open(this Utf8Buffer output, ReadOnlySpan<byte> head)
    {
        var start = output.Length;
        output.Write(head);
        return new OpenJson(start, output.Length);
    }

    /// <summary>Ends an object or array; one without content is as if it had never begun.</summary>
    public static void Close(this Utf8Buffer output, OpenJson open, ReadOnlySpan<byte> tail)
    {
        if (output.Length == open.Body)
        {
            output.Length = open.Start;
            return;
        }

        output.Length--;
        output.Write(tail);
    }

    /// <summary>A member whose value is a text of the event; nothing where that is absent.</summary>
    public static void Text(this Utf8Buffer output, ReadOnlySpan<byte> head, JsonText text)
    {
        if (text.IsEmpty)
            return;
        var length = head.Length + text.Bytes.Length + 2;
        var span = output.GetSpan(length);
        head.CopyTo(span);
        text.Bytes.CopyTo(span[head.Length..]);
        span[length - 1] = (byte)',';
        span[length - 2] = (byte)'"';
        output.Advance(length);
    }

    /// <summary>A member whose value is any text; nothing where it is empty.</summary>
    public static void Plain(this Utf8Buffer output, ReadOnlySpan<byte> head, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        output.Write(head);
        output.Escape(text);
        output.Write("\","u8);
    }

    /// <summary>A member whose value is a number.</summary>
    public static void Number(this Utf8Buffer output, ReadOnlySpan<byte> head, long number)
    {
        output.Write(head);
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
        output.Write((byte)',');
    }

    /// <summary>Valid UTF-8 as it stands between the quotes of a JSON string.</summary>
    public static void Escape(this Utf8Buffer output, ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var next = text.IndexOfAny(Escaped);
            if (next < 0)
            {
                output.Write(text);
                return;
            }

            output.Write(text[..next]);
            EscapeOne(output, text[next]);
            text = text[(next + 1)..];
        }
    }

    private static void EscapeOne(Utf8Buffer output, byte value)
    {
        switch (value)
        {
            case (byte)'"':
                output.Write("\\\""u8);
                break;
            case (byte)'\\':
                output.Write("\\\\"u8);
                break;
            case (byte)'\n':
                output.Write("\\n"u8);
                break;
            case (byte)'\r':
                output.Write("\\r"u8);
                break;
            case (byte)'\t':
                output.Write("\\t"u8);
                break;
            default:
                output.Write("\\u00"u8);
                output.Write(value < 16 ? (byte)'0' : (byte)'1');
                output.Write("0123456789abcdef"u8[value & 15]);
                break;
        }
    }
}

/// <summary>An object or array that is being written: where it and its content begin.</summary>
internal readonly record struct OpenJson(int Start, int Body);
