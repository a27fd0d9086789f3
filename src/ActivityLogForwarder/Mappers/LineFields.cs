using System.Buffers.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>
/// Writes the fields of an activity as pairs of key and value, each with the separator behind it. A value that is absent
/// leaves its pair out. Keys come with their equals sign: <c>"msg="</c>.
/// </summary>
internal readonly ref struct LineFields(Utf8Buffer output, LineStyle style, byte separator, in Activity activity)
{
    private readonly Activity _activity = activity;

    /// <summary>A text of the event.</summary>
    public bool Text(ReadOnlySpan<byte> key, JsonText text, int limit = int.MaxValue) =>
        Plain(key, text.Unescape(_activity.Scratch), limit);

    /// <summary>Any text.</summary>
    public bool Plain(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text, int limit = int.MaxValue)
    {
        if (text.IsEmpty)
            return false;
        var start = Begin(key);
        var value = new LineValue(output, style, limit);
        value.Append(text);
        return End(start, value);
    }

    public void Number(ReadOnlySpan<byte> key, long number)
    {
        output.Write(key);
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
        output.Write(separator);
    }

    /// <summary>A member of all resources that have it, separated by commas.</summary>
    public bool Resources(ReadOnlySpan<byte> key, Member member, int limit = int.MaxValue)
    {
        var start = Begin(key);
        var value = new LineValue(output, style, limit);
        for (var resource = 0; resource < _activity.Nodes.ResourceCount; resource++)
            Join(ref value, ","u8, _activity.TextOf(_activity.Nodes.FindInResource(resource, member)));
        return End(start, value);
    }

    /// <summary>What went wrong: the error messages, then their codes.</summary>
    public void Reason(ReadOnlySpan<byte> key, int limit = int.MaxValue)
    {
        var start = Begin(key);
        var value = new LineValue(output, style, limit);
        for (var message = 0; message < _activity.Nodes.MessageCount; message++)
            Join(ref value, "; "u8, _activity.TextOf(_activity.Nodes.FindInMessage(message, Member.MessageText)));
        JsonText before = default;
        for (var message = 0; message <= _activity.Nodes.MessageCount; message++)
        {
            var code = message < _activity.Nodes.MessageCount
                ? _activity.TextOf(_activity.Nodes.FindInMessage(message, Member.MessageCode))
                : _activity.Peek(Member.ErrorCode);
            // Mostly all of them are the same one.
            if (code.IsEmpty || code.Bytes.SequenceEqual(before.Bytes))
                continue;
            Join(ref value, "; "u8, code);
            before = code;
        }

        End(start, value);
    }

    private int Begin(ReadOnlySpan<byte> key)
    {
        var start = output.Length;
        output.Write(key);
        return start;
    }

    private void Join(ref LineValue value, ReadOnlySpan<byte> between, JsonText text)
    {
        if (text.IsEmpty)
            return;
        if (!value.IsBlank)
            value.Append(between);
        value.Append(text.Unescape(_activity.Scratch));
    }

    private bool End(int start, LineValue value)
    {
        if (value.End())
        {
            output.Write(separator);
            return true;
        }

        output.Length = start;
        return false;
    }
}
