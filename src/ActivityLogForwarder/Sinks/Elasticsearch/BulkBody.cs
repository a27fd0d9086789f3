using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>
/// The body of a <c>_bulk</c> request: per event an action <c>create</c> with the id contract<c>:</c>id, a line
/// break, the document, a line break.
/// </summary>
public static class BulkBody
{
    /// <summary>An upper bound of the bytes an event takes beside its document, for names of usual lengths.</summary>
    private const int ActionSize = 160;

    /// <summary>The bytes to make room for, so that the buffer seldom grows.</summary>
    public static int Estimate(Batch batch)
    {
        long size = 0;
        foreach (ref readonly var item in batch.Items.Span)
            size += item.Body.Length + ActionSize;
        return (int)Math.Min(size, Array.MaxLength);
    }

    /// <summary>
    /// Appends the batch and returns how many events it holds; one that is not a single line is judged
    /// <see cref="WriteOutcome.Rejected"/> and left out, since a line break in a document would forge an action.
    /// </summary>
    public static int Write(Batch batch, Template target, Utf8Buffer output)
    {
        var items = batch.Items.Span;
        var results = batch.Results.Span;
        var written = 0;
        byte[] action = [];
        var actionDay = DateTime.MinValue;
        for (var i = 0; i < items.Length; i++)
        {
            ref readonly var item = ref items[i];
            if (!item.IsOneLine)
            {
                results[i] = NotOneLine;
                continue;
            }

            if (action.Length == 0 || (item.Event.Time.Date != actionDay && !target.IsConstant))
            {
                action = ActionBeforeId(target.Expand(batch.Contract, item.Event.Time), batch.Contract);
                actionDay = item.Event.Time.Date;
            }

            output.Write(action);
            WriteEscaped(item.Event.Id.Text.Span, output);
            output.Write("\"}}\n"u8);
            output.Write(item.Body.Span);
            output.Write((byte)'\n');
            written++;
        }

        return written;
    }

    internal static readonly WriteResult NotOneLine = WriteResult.Rejected("not-one-line");

    private static byte[] ActionBeforeId(string index, Contract contract) => Encoding.UTF8.GetBytes(
        $$$"""{"create":{"_index":"{{{JsonEncodedText.Encode(index.ToLowerInvariant())}}}","_id":"{{{JsonEncodedText.Encode(contract.Number)}}}:""");

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
