using System.Buffers;
using System.Globalization;
using System.Text;
using ActivityLogForwarder.Core;

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

    /// <summary>Writes the message over what the buffer held. False when it must never be sent, and why.</summary>
    public bool TryWrite(Contract contract, in Payload item, Utf8Buffer message, out WriteResult refusal)
    {
        message.Clear();
        refusal = default;
        if (!item.IsOneLine || (!item.IsKnownOneLine && item.Body.Span.Contains((byte)0)))
        {
            refusal = WriteResult.Rejected("not-one-line");
            return false;
        }

        WriteHeader(contract, item, message);
        var room = _options.MaxMessageBytes - message.Length;
        if (item.Body.Length <= room)
            message.Write(item.Body.Span);
        else if (_cutter?.TryWrite(item.Body.Span, room, item.Event.Id.Text.Span, message) != true)
            refusal = WriteResult.Rejected("message-too-large");
        return refusal.Outcome != WriteOutcome.Rejected;
    }

    private void WriteHeader(Contract contract, in Payload item, Utf8Buffer message)
    {
        var activity = item.Event;
        _facts(activity, out var facts);
        message.Write((byte)'<');
        WriteNumber(SyslogSeverity.Priority(_options.Facility, facts), message);
        message.Write((byte)'>');
        if (_options.IsRfc3164)
        {
            Timestamps.WriteRfc3164(TimeZoneInfo.ConvertTimeFromUtc(activity.Time, _options.TimeZone), message);
            message.Write(_sender);
            return;
        }

        message.Write("1 "u8);
        Timestamps.WriteRfc5424(activity.Time, message);
        message.Write(_sender);
        WriteMsgId(facts.Type.Span, message);
        message.Write(" [ionos@32473 contract=\""u8);
        WriteParameter(NumberOf(contract), message);
        message.Write("\" id=\""u8);
        WriteParameter(activity.Id.Text.Span, message);
        message.Write("\"] "u8);
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

    // A batch is of one contract, and so mostly is the next one.
    private byte[] NumberOf(Contract contract)
    {
        if (!ReferenceEquals(contract, _contract))
            (_contract, _contractNumber) = (contract, Encoding.UTF8.GetBytes(contract.Number));
        return _contractNumber;
    }
}
