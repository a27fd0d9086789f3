using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Http;

/// <summary>The body of a request: one record a line, or one JSON array of records.</summary>
internal static class HttpBody
{
    /// <summary>
    /// Appends the batch and returns how many events it holds; one that is not a single line is judged
    /// <see cref="WriteOutcome.Rejected"/> and left out, since it would be two records, or none.
    /// </summary>
    public static int Write(Batch batch, bool isArray, Utf8Buffer output)
    {
        var items = batch.Items.Span;
        var written = 0;
        for (var i = 0; i < items.Length; i++)
        {
            ref readonly var item = ref items[i];
            if (!item.IsOneLine)
            {
                batch.Results.Span[i] = WriteResult.Rejected("not-one-line");
                continue;
            }

            if (isArray)
                output.Write(written == 0 ? (byte)'[' : (byte)',');
            output.Write(item.Body.Span);
            if (!isArray)
                output.Write((byte)'\n');
            written++;
        }

        if (isArray && written > 0)
            output.Write((byte)']');
        return written;
    }
}
