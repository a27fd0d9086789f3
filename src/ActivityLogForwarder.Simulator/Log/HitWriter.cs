using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Simulator.Faults;

namespace ActivityLogForwarder.Simulator.Log;

/// <summary>Writes hits as the API shows them, and knows their ids.</summary>
internal sealed class HitWriter(ContractLog log, AddedEvent[] added, ActiveFaults faults)
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 0 };

    /// <summary>Writes an entry of <c>hits.hits</c>.</summary>
    public void WriteHit(Utf8Page page, Hit hit)
    {
        page.Append("{"u8);
        var hitId = HitIdOf(hit);
        if (hitId is not null)
            page.Append(Encoding.UTF8.GetBytes($"\"_index\":\"activity-{new DateTime(hit.Ticks):yyyy.MM}\",\"_id\":\"{JsonEncodedText.Encode(hitId)}\",\"_score\":null,"));
        if (hit.Kind == HitKind.NullSource)
        {
            page.Append("\"_source\":null"u8);
        }
        else if (hit.Kind == HitKind.NoSource)
        {
            page.Append("\"fields\":{}"u8);
        }
        else
        {
            page.Append("\"_source\":"u8);
            WriteSource(page, hit);
        }

        if (hitId is not null)
            page.Append(Encoding.UTF8.GetBytes($",\"sort\":[{(hit.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond}]"));
        page.Append("}"u8);
    }

    public void WriteSource(Utf8Page page, Hit hit)
    {
        if (hit.IsAdded)
        {
            page.Append(added[hit.AddedIndex].Source);
            return;
        }

        var start = page.Length;
        log.Writer.Write(page, hit.Index, hit.Ticks);
        if (!faults.TouchesEvent(hit.Index))
            return;

        var source = JsonNode.Parse(page.Written.Span[start..])!.AsObject();
        var tail = new StringBuilder();
        foreach (var fault in faults.Events)
        {
            if (!fault.Touches(hit.Index))
                continue;
            fault.Change(source, hit.Index);
            tail.Append(fault.Tail);
        }

        page.Truncate(start);
        var bytes = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(bytes, Json))
            source.WriteTo(json);
        page.Append(bytes.WrittenSpan[..^1]);
        page.Append(Encoding.UTF8.GetBytes(tail.ToString()));
        page.Append("}"u8);
    }

    /// <summary>
    /// The id that the event itself or its hit carries; null where there is none, so that its content has to serve.
    /// </summary>
    /// <param name="hit">A hit that has an event.</param>
    /// <param name="source">The event's bytes.</param>
    public string? CarriedId(Hit hit, ReadOnlySpan<byte> source) => EventIds.UuidOf(source) ?? EventIds.Usable(HitIdOf(hit));

    /// <summary>Whether the id is the one the event was made with, so that its bytes need not be looked at.</summary>
    public bool HasPlainId(Hit hit) => !hit.IsAdded && !faults.TouchesEvent(hit.Index);

    private string? HitIdOf(Hit hit)
    {
        if (hit.IsAdded && added[hit.AddedIndex].HitId is { } given)
            return given;
        if (!faults.HasHitMembers)
            return null;
        var salt = hit.Kind == HitKind.Twin ? 2UL : 1UL;
        var key = hit.IsAdded ? Dice.Mix(log.Writer.Key, (ulong)hit.Index) : Dice.Mix(log.Writer.Key + 7, (ulong)hit.Index);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"doc-{Dice.Mix(key, salt):x16}");
    }
}
