using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>
/// The body of a <c>_bulk</c> request: per event an action <c>create</c> with the id contract<c>:</c>id, a line
/// break, the document, a line break. An event that is not a single line is judged
/// <see cref="WriteOutcome.Rejected"/> and left out, since a line break in a document would forge an action.
/// </summary>
public sealed class BulkBody
{
    internal static readonly WriteResult NotOneLine = WriteResult.Rejected("not-one-line");

    private readonly Batch _batch;
    private readonly Template _target;
    private byte[] _action = [];
    private DateTime _actionDay;
    private bool _hasEscapes;

    public BulkBody(Batch batch, Template target)
    {
        (_batch, _target) = (batch, target);
        var items = batch.Items.Span;
        for (var i = 0; i < items.Length; i++)
        {
            ref readonly var item = ref items[i];
            if (!item.IsOneLine)
            {
                batch.Results.Span[i] = NotOneLine;
                continue;
            }

            Count++;
            Length += ActionBeforeId(item).Length + LengthOfId(item.Event) + "\"}}\n"u8.Length + item.Body.Length + 1;
        }
    }

    /// <summary>The events in the request.</summary>
    public int Count { get; }

    /// <summary>The bytes of the request.</summary>
    public long Length { get; }

    /// <summary>Appends events from the given one on until so much is written; returns the next one.</summary>
    public int Write(int next, Utf8Buffer output, int until = int.MaxValue)
    {
        var items = _batch.Items.Span;
        for (; next < items.Length && output.Length < until; next++)
        {
            ref readonly var item = ref items[next];
            if (!item.IsOneLine)
                continue;
            output.Write(ActionBeforeId(item));
            if (_hasEscapes)
                WriteEscaped(item.Event.Id.Text.Span, output);
            else
                output.Write(item.Event.Id.Text.Span);
            output.Write("\"}}\n"u8);
            output.Write(item.Body.Span);
            output.Write((byte)'\n');
        }

        return next;
    }

    private byte[] ActionBeforeId(in Payload item)
    {
        if (_action.Length > 0 && (_target.IsConstant || item.Event.Time.Date == _actionDay))
            return _action;
        _actionDay = item.Event.Time.Date;
        var index = _target.Expand(_batch.Contract, item.Event.Time);
        return _action = Encoding.UTF8.GetBytes(
            $$$"""{"create":{"_index":"{{{JsonEncodedText.Encode(index.ToLowerInvariant())}}}","_id":"{{{JsonEncodedText.Encode(_batch.Contract.Number)}}}:""");
    }

    private int LengthOfId(ActivityEvent activity)
    {
        var id = activity.Id.Text;
        // What stands in a slot needs no escapes.
        if (activity.Shape is not null || id.Span.IndexOfAny((byte)'"', (byte)'\\') < 0)
            return id.Length;
        _hasEscapes = true;
        return id.Length + id.Span.Count((byte)'"') + id.Span.Count((byte)'\\');
    }

    // An id is printable ASCII, of which JSON escapes two.
    private static void WriteEscaped(ReadOnlySpan<byte> id, Utf8Buffer output)
    {
        int special;
        while ((special = id.IndexOfAny((byte)'"', (byte)'\\')) >= 0)
        {
            output.Write(id[..special]);
            output.Write((byte)'\\');
            output.Write(id[special]);
            id = id[(special + 1)..];
        }

        output.Write(id);
    }
}
