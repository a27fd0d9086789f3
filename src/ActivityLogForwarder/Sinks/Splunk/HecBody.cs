using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Splunk;

/// <summary>
/// The body of a request to <c>/services/collector/event</c>: JSON objects one after the other, each with the record
/// as its <c>event</c>: as it is if it is JSON, else as a string.
/// </summary>
/// <param name="options">What is said of each event beside the record.</param>
/// <param name="isJson">Whether records are JSON.</param>
internal sealed class HecBody(SplunkOptions options, bool isJson)
{
    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    /// <summary>
    /// Appends the batch and returns how many events it holds; one that is not a single line is judged
    /// <see cref="WriteOutcome.Rejected"/> and left out.
    /// </summary>
    public int Write(Batch batch, Utf8Buffer output)
    {
        var items = batch.Items.Span;
        var written = 0;
        byte[] metadata = [];
        var day = DateTime.MinValue;
        for (var i = 0; i < items.Length; i++)
        {
            ref readonly var item = ref items[i];
            if (!item.IsOneLine)
            {
                batch.Results.Span[i] = WriteResult.Rejected("not-one-line");
                continue;
            }

            if (metadata.Length == 0 || item.Event.Time.Date != day)
            {
                day = item.Event.Time.Date;
                metadata = Metadata(batch.Contract, day);
            }

            output.Write(metadata);
            WriteTime(item.Event.Time, output);
            output.Write("\"event\":"u8);
            if (isJson)
                output.Write(item.Body.Span);
            else
                WriteString(item.Body.Span, output);
            output.Write("}\n"u8);
            written++;
        }

        return written;
    }

    /// <summary>Appends seconds since 1970 with 3 to 7 decimals; nothing for earlier times, which Splunk does not take.</summary>
    internal static void WriteTime(DateTime time, Utf8Buffer output)
    {
        var ticks = (time - DateTime.UnixEpoch).Ticks;
        if (ticks < 0)
            return;
        output.Write("\"time\":"u8);
        var (seconds, fraction) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        Utf8Formatter.TryFormat(seconds, output.GetSpan(20), out var length);
        output.Advance(length);
        output.Write((byte)'.');
        for (var (unit, decimals) = (TimeSpan.TicksPerSecond / 10, 0); unit > 0 && (decimals < 3 || fraction > 0); unit /= 10, decimals++)
        {
            (var digit, fraction) = Math.DivRem(fraction, unit);
            output.Write((byte)('0' + digit));
        }

        output.Write((byte)',');
    }

    private static void WriteString(ReadOnlySpan<byte> text, Utf8Buffer output)
    {
        output.Write((byte)'"');
        int special;
        while ((special = text.IndexOfAny(Escaped)) >= 0)
        {
            output.Write(text[..special]);
            if (text[special] >= 0x20)
            {
                output.Write((byte)'\\');
                output.Write(text[special]);
            }
            else
            {
                output.Write("\\u00"u8);
                output.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower([text[special]])));
            }

            text = text[(special + 1)..];
        }

        output.Write(text);
        output.Write((byte)'"');
    }

    private byte[] Metadata(Contract contract, DateTime day)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (options.Host is not null)
                json.WriteString("host", options.Host);
            if (options.Source is not null)
                json.WriteString("source", options.Source.Expand(contract, day));
            json.WriteString("sourcetype", options.SourceType);
            if (options.Index is not null)
                json.WriteString("index", options.Index.Expand(contract, day).ToLowerInvariant());
            json.WriteEndObject();
        }

        // The object is left open for the event.
        var metadata = bytes.ToArray();
        metadata[^1] = (byte)',';
        return metadata;
    }
}
