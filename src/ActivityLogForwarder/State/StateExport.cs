using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>
/// Writes a state as JSON lines: a head with the version, the records, and an end that counts them. The same state
/// gives the same bytes.
/// </summary>
public static class StateExport
{
    /// <summary>The head's <c>format</c>.</summary>
    public const string Format = "activity-log-forwarder-state";

    /// <summary>The head's <c>version</c>: of these lines, whatever the version of a store's own file.</summary>
    public const int Version = 1;

    /// <summary>A time that must come back to the 100 ns.</summary>
    internal const string ExactTime = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    private const int FlushAt = 64 * 1024;

    /// <param name="records">In the order of <see cref="StateRecord"/>.</param>
    /// <param name="output">Not disposed.</param>
    public static void Write(IEnumerable<StateRecord> records, Stream output)
    {
        var lines = new ArrayBufferWriter<byte>(2 * FlushAt);
        using var json = new Utf8JsonWriter(lines);
        WriteLine("head", () =>
        {
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
        });
        var count = 0L;
        foreach (var record in records)
        {
            Write(record);
            count++;
        }

        WriteLine("end", () => json.WriteNumber("records", count));
        Flush();

        void WriteLine(string type, Action members)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            members();
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            lines.Write("\n"u8);
            if (lines.WrittenCount >= FlushAt)
                Flush();
        }

        void Flush()
        {
            output.Write(lines.WrittenSpan);
            lines.ResetWrittenCount();
        }

        void Write(StateRecord record)
        {
            switch (record)
            {
                case StateRecord.Lane lane:
                    WriteLine("lane", () =>
                    {
                        json.WriteString("contract", lane.Key.Contract);
                        json.WriteString("sink", lane.Key.Sink);
                        json.WriteString("cursor", Window.Format(lane.Cursor));
                        json.WriteNumber("delivered", lane.Delivered);
                    });
                    break;
                case StateRecord.Covered covered:
                    WriteLine("covered", () => WriteSpan(json, covered.Window));
                    break;
                case StateRecord.OpenGap gap:
                    WriteLine("gap", () => WriteSpan(json, gap.Window));
                    break;
                case StateRecord.Explained explained:
                    WriteLine("explained", () =>
                    {
                        WriteSpan(json, explained.Difference.Window);
                        json.WriteNumber("difference", explained.Difference.Difference);
                    });
                    break;
                case StateRecord.Hour hour:
                    WriteLine("hour", () => WriteHour(json, hour.Row));
                    break;
                case StateRecord.Ids ids:
                    WriteLine("ids", () =>
                    {
                        json.WriteString("earliest", Window.Format(ids.Earliest));
                        json.WriteString("latest", Window.Format(ids.Latest));
                        json.WriteBase64String("keys", ids.Keys);
                    });
                    break;
                case StateRecord.UntimedIds ids:
                    WriteLine("untimedIds", () =>
                    {
                        json.WriteString("settledAt", Window.Format(ids.SettledAt));
                        json.WriteBase64String("keys", ids.Keys);
                    });
                    break;
                case StateRecord.Letter letter:
                    WriteLine("deadLetter", () => WriteLetter(json, letter.DeadLetter));
                    break;
                case StateRecord.UnfinishedJob job:
                    WriteLine("job", () => WriteJob(json, job.Job));
                    break;
            }
        }
    }

    private static void WriteSpan(Utf8JsonWriter json, Window window)
    {
        json.WriteString("from", Window.Format(window.Start));
        json.WriteString("to", Window.Format(window.End));
    }

    private static void WriteHour(Utf8JsonWriter json, LedgerRow row)
    {
        json.WriteString("hour", Window.Format(row.Hour));
        json.WriteNumber("delivered", row.Delivered);
        json.WriteNumber("dropped", row.Dropped);
        json.WriteNumber("deadLettered", row.DeadLettered);
        json.WriteNumber("discarded", row.Discarded);
        json.WriteString("digest", ((UInt128)row.Digest).ToString("x32", CultureInfo.InvariantCulture));
    }

    private static void WriteLetter(Utf8JsonWriter json, DeadLetter letter)
    {
        json.WriteNumber("number", letter.Number);
        json.WriteString("eventId", letter.EventId);
        json.WriteString("eventTime", letter.EventTime.ToString(ExactTime, CultureInfo.InvariantCulture));
        json.WriteString("setAsideAt", letter.SetAsideAt.ToString(ExactTime, CultureInfo.InvariantCulture));
        json.WriteString("reason", letter.Reason);
        json.WriteBoolean("counted", letter.IsCounted);
        // Not as text: it must come back byte for byte, and may not even be valid Unicode.
        json.WriteBase64String("payload", letter.Payload!);
    }

    private static void WriteJob(Utf8JsonWriter json, Job job)
    {
        json.WriteNumber("number", job.Number);
        json.WriteString("kind", job.Kind.ToString());
        json.WriteString("status", job.Status.ToString());
        json.WriteString("arguments", job.Arguments);
        json.WriteString("progress", job.Progress);
    }
}
