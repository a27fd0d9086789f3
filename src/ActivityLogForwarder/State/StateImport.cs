using System.Globalization;
using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>Reads what <see cref="StateExport"/> has written.</summary>
public static class StateImport
{
    /// <summary>The records of an export, read while they are enumerated. What is not whole is refused at its end at the latest.</summary>
    /// <param name="documents">The lines, each valid until the next is asked for.</param>
    /// <exception cref="StateException">It is no export, newer than this program, damaged, or cut short.</exception>
    public static IEnumerable<StateRecord> Read(IEnumerable<ReadOnlyMemory<byte>> documents)
    {
        var line = 0L;
        long? promised = null;
        LaneKey? lane = null;
        foreach (var document in documents)
        {
            line++;
            if (promised is not null)
                throw Refusal(line, "it goes on behind its end");
            var read = Parse(document, line);
            if (line == 1 != read is Head)
                throw Refusal(line, "an export begins with one head");
            if (read is End end)
                promised = end.Records;
            if (read is not StateRecord record)
                continue;
            if (record is StateRecord.Lane begun)
                lane = begun.Key;
            if (lane is null && record is not StateRecord.UnfinishedJob)
                throw Refusal(line, "it belongs to no lane");
            yield return record is StateRecord.Letter letter ? new StateRecord.Letter(letter.DeadLetter with { Lane = lane!.Value }) : record;
        }

        if (promised != line - 2)
            throw Refusal(line, promised is null ? "the export is cut short here" : "the end counts other than there is");
    }

    private static object Parse(ReadOnlyMemory<byte> document, long line)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return Parse(json.RootElement, line);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw Refusal(line, "a value is missing or of the wrong kind", e);
        }
    }

    private static object Parse(JsonElement json, long line) => Text(json, "type") switch
    {
        "head" => ParseHead(json, line),
        "lane" => new StateRecord.Lane(new LaneKey(Text(json, "contract"), Text(json, "sink")), Time(json, "cursor"), Count(json, "delivered")),
        "covered" => new StateRecord.Covered(Span(json)),
        "gap" => new StateRecord.OpenGap(Span(json)),
        "explained" => new StateRecord.Explained(new ExplainedDifference(Span(json), json.GetProperty("difference").GetInt64())),
        "hour" => new StateRecord.Hour(new LedgerRow(
            Time(json, "hour"), Count(json, "delivered"), Count(json, "dropped"), Count(json, "deadLettered"), Count(json, "discarded"),
            UInt128.Parse(Text(json, "digest"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))),
        "ids" => ParseIds(json),
        "untimedIds" => new StateRecord.UntimedIds(Time(json, "settledAt"), Keys(json)),
        "deadLetter" => new StateRecord.Letter(new DeadLetter(
            default, Text(json, "eventId"), ExactTime(json, "eventTime"), ExactTime(json, "setAsideAt"), Text(json, "reason"),
            json.GetProperty("payload").GetBytesFromBase64())
        {
            Number = Count(json, "number"),
            IsCounted = json.GetProperty("counted").GetBoolean(),
        }),
        "job" => new StateRecord.UnfinishedJob(new Job(Enum.Parse<JobKind>(Text(json, "kind")), Text(json, "arguments"))
        {
            Number = Count(json, "number"),
            Status = Enum.Parse<JobStatus>(Text(json, "status")),
            Progress = Text(json, "progress"),
        }),
        "end" => new End(Count(json, "records")),
        _ => throw Refusal(line, "its type is none that this program knows"),
    };

    private static Head ParseHead(JsonElement json, long line)
    {
        if (Text(json, "format") != StateExport.Format)
            throw Refusal(line, "it is no export of a state");
        var version = Count(json, "version");
        return version == StateExport.Version ? new Head() : throw new StateException(string.Create(
            CultureInfo.InvariantCulture,
            $"The export has version {version} and this program knows version {StateExport.Version}: use the program that wrote it, or a newer one."));
    }

    private static StateRecord.Ids ParseIds(JsonElement json)
    {
        var ids = new StateRecord.Ids(Time(json, "earliest"), Time(json, "latest"), Keys(json));
        return ids.Earliest <= ids.Latest && Window.FloorToHour(ids.Earliest) == Window.FloorToHour(ids.Latest)
            ? ids
            : throw new FormatException("Ids of a segment lie within one hour.");
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException("A text is null.");

    private static long Count(JsonElement json, string name) =>
        json.GetProperty(name).GetInt64() is >= 0 and var count ? count : throw new FormatException("A count is negative.");

    private static Window Span(JsonElement json) => new(Time(json, "from"), Time(json, "to"));

    private static DateTime Time(JsonElement json, string name) => ParseTime(Text(json, name), "yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static DateTime ExactTime(JsonElement json, string name) => ParseTime(Text(json, name), StateExport.ExactTime);

    private static DateTime ParseTime(string text, string format) => DateTime.ParseExact(
        text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static byte[] Keys(JsonElement json) =>
        json.GetProperty("keys").GetBytesFromBase64() is { Length: > 0 } keys && keys.Length % SettledIds.KeySize == 0
            ? keys
            : throw new FormatException("Keys have 16 bytes each.");

    private static StateException Refusal(long line, string problem, Exception? cause = null) => new(string.Create(
        CultureInfo.InvariantCulture, $"The export cannot be read, line {line}: {problem}; nothing was imported. Export the state again."), cause);

    private sealed record Head;

    private sealed record End(long Records);
}
