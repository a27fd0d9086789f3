using System.Buffers;
using System.Globalization;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>
/// Writes messages, header and record, without the framing around them. No message holds a line feed or a NUL, so that
/// none ends its frame. Not safe for concurrent use.
/// </summary>
internal sealed class MessageWriter
{
    private const int MaxMsgId = 32;

    /// <summary>What a parameter's value cannot hold as it is.</summary>
    private static readonly SearchValues<byte> NotAsItIs =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(control => (byte)control), (byte)'"', (byte)'\\', (byte)']', 0x7F]);

    private readonly SyslogOptions _options;
    private readonly ReadFacts _facts;
    private readonly ValueCutter? _cutter;

    /// <summary>What stands between the time and what differs from message to message.</summary>
    private readonly byte[] _sender;

    // By the numbers of the shapes.
    private Head[] _heads = [];

    private Contract? _contract;
    private byte[] _contractNumber = [];

    public MessageWriter(SyslogOptions options, ReadFacts facts)
    {
        _options = options;
        _facts = facts;
        _cutter = options.CutsOversize ? new ValueCutter(options.Format) : null;
        // CEF and LEEF define their own name as what follows the host: a TAG before it hides them from readers.
        var tag = options.Format is "cef" or "leef" ? "" : $"{options.AppName}: ";
        _sender = Encoding.ASCII.GetBytes(options.IsRfc3164 ? $" {options.Hostname} {tag}" : $" {options.Hostname} {options.AppName} - ");
    }

    /// <summary>Appends the message. False when it must never be sent, and why: then nothing has been appended.</summary>
    public bool TryAppend(Contract contract, in Payload item, Utf8Buffer output, out WriteResult refusal)
    {
        refusal = default;
        var start = output.Length;
        if (!item.IsOneLine || (!item.IsKnownOneLine && item.Body.Span.Contains((byte)0)))
        {
            refusal = WriteResult.Rejected("not-one-line");
            return false;
        }

        WriteHeader(contract, item, output);
        var room = _options.MaxMessageBytes - (output.Length - start);
        if (item.Body.Length <= room)
        {
            output.Write(item.Body.Span);
            return true;
        }

        if (_cutter?.TryWrite(item.Body.Span, room, item.Event.Id.Text.Span, output) == true)
            return true;
        output.Length = start;
        refusal = WriteResult.Rejected("message-too-large");
        return false;
    }

    private void WriteHeader(Contract contract, in Payload item, Utf8Buffer output)
    {
        var activity = item.Event;
        if (activity.Shape is { } shape)
        {
            ref readonly var head = ref HeadOf(shape, activity);
            output.Write(head.BeforeTime);
            WriteTime(activity.Time, output);
            output.Write(head.BehindTime);
        }
        else
        {
            _facts(activity, out var facts);
            WriteBeforeTime(facts, output);
            WriteTime(activity.Time, output);
            WriteBehindTime(facts, output);
        }

        if (_options.IsRfc3164)
            return;
        output.Write(NumberOf(contract));
        WriteId(activity, output);
        output.Write("\"] "u8);
    }

    private void WriteBeforeTime(in EventFacts facts, Utf8Buffer output)
    {
        output.Write((byte)'<');
        WriteNumber(SyslogSeverity.Priority(_options.Facility, facts), output);
        output.Write((byte)'>');
        if (!_options.IsRfc3164)
            output.Write("1 "u8);
    }

    private void WriteTime(DateTime time, Utf8Buffer output)
    {
        if (_options.IsRfc3164)
            Timestamps.WriteRfc3164(TimeZoneInfo.ConvertTimeFromUtc(time, _options.TimeZone), output);
        else
            Timestamps.WriteRfc5424(time, output);
    }

    private void WriteBehindTime(in EventFacts facts, Utf8Buffer output)
    {
        output.Write(_sender);
        if (_options.IsRfc3164)
            return;
        WriteMsgId(facts.Type.Span, output);
        output.Write(" [ionos@32473 contract=\""u8);
    }

    /// <summary>MSGID: printable ASCII without spaces, or the nil value.</summary>
    private static void WriteMsgId(ReadOnlySpan<byte> type, Utf8Buffer message)
    {
        if (type.Length is > 0 and <= MaxMsgId && type.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0)
        {
            message.Write(type);
            return;
        }

        var count = 0;
        foreach (var sign in type)
        {
            if (sign is < (byte)'!' or > (byte)'~')
                continue;
            message.Write(sign);
            if (++count == MaxMsgId)
                break;
        }

        if (count == 0)
            message.Write((byte)'-');
    }

    /// <summary>RFC 5424, section 6.3.3; control characters, which contracts and ids never hold, would not be its text.</summary>
    private static void WriteParameter(ReadOnlySpan<byte> value, Utf8Buffer message)
    {
        if (value.IndexOfAny(NotAsItIs) < 0)
        {
            message.Write(value);
            return;
        }

        foreach (var sign in value)
        {
            if (sign is (byte)'"' or (byte)'\\' or (byte)']')
                message.Write((byte)'\\');
            message.Write(sign is < (byte)' ' or 0x7F ? (byte)'?' : sign);
        }
    }

    private static void WriteNumber(int number, Utf8Buffer message)
    {
        number.TryFormat(message.GetSpan(11), out var written, default, CultureInfo.InvariantCulture);
        message.Advance(written);
    }

    // What a slot holds, as the id of an event with a shape is made, needs no escape but for one sign.
    private static void WriteId(ActivityEvent activity, Utf8Buffer output)
    {
        var id = activity.Id.Text.Span;
        if (activity.Shape is not null && !id.Contains((byte)']'))
            output.Write(id);
        else
            WriteParameter(id, output);
    }

    // Facts but for the user's name, which no header holds, are the same for all events of a shape.
    private ref readonly Head HeadOf(EventShape shape, ActivityEvent activity)
    {
        if (shape.Number >= _heads.Length)
            Array.Resize(ref _heads, 2 * (shape.Number + 1));
        ref var head = ref _heads[shape.Number];
        if (head.Shape == shape)
            return ref head;
        _facts(activity, out var facts);
        using var output = new Utf8Buffer(512);
        WriteBeforeTime(facts, output);
        var before = output.WrittenSpan.ToArray();
        output.Clear();
        WriteBehindTime(facts, output);
        head = new Head(shape, before, output.WrittenSpan.ToArray());
        return ref head;
    }

    // A batch is of one contract, and so mostly is the next one.
    private byte[] NumberOf(Contract contract)
    {
        if (!ReferenceEquals(contract, _contract))
        {
            using var number = new Utf8Buffer(512);
            WriteParameter(Encoding.UTF8.GetBytes(contract.Number), number);
            number.Write("\" id=\""u8);
            (_contract, _contractNumber) = (contract, number.WrittenSpan.ToArray());
        }

        return _contractNumber;
    }

    /// <summary>What is the same in the headers of all events of a shape, before the time and behind it.</summary>
    private readonly record struct Head(EventShape? Shape, byte[] BeforeTime, byte[] BehindTime);
}
