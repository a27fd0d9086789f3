using ActivityLogForwarder.Core;
using LiteDB;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>Reads documents as what they stand for.</summary>
internal sealed class LiteDbReading(LiteDbFile file)
{
    private const int PayloadPart = 1 << 20;

    public IEnumerable<(LaneKey Key, BsonDocument Document)> LaneDocuments() =>
        file.Range("lane/", "lane/" + LiteDbKeys.Last).Select(document => (new LaneKey(document["contract"].AsString, document["sink"].AsString), document));

    public IReadOnlyList<LaneState> Lanes() =>
        [.. LaneDocuments().OrderBy(lane => lane.Key.Contract, StringComparer.Ordinal).ThenBy(lane => lane.Key.Sink, StringComparer.Ordinal).Select(lane => State(lane.Key, lane.Document))];

    public LaneState? Find(LaneKey lane) => file.Find(LiteDbKeys.Lane(lane)) is { } document ? State(lane, document) : null;

    public IEnumerable<Window> Spans(char kind, long lane) => Of(kind, lane).Select(Span);

    public void LoadSettled(LaneKey key, Window window, SettledIds into)
    {
        if (file.Find(LiteDbKeys.Lane(key)) is not { } document)
            return;
        var lane = document["number"].AsInt64;
        if (!window.IsEmpty)
        {
            // A segment lies within one hour.
            var (start, end) = (StoredTime.Seconds(window.Start), StoredTime.Seconds(window.End));
            var endOfHour = StoredTime.Hour(window.End.AddTicks(-1)) + StoredTime.SecondsPerHour;
            foreach (var ids in file.Range(LiteDbKeys.Of('i', lane, start), LiteDbKeys.Of('i', lane, endOfHour)))
            {
                if (ids["min"].AsInt64 < end)
                    into.AddSegment(ids["ids"].AsBinary);
            }
        }

        foreach (var ids in Of('u', lane))
            into.AddSegment(ids["ids"].AsBinary);
    }

    public IReadOnlyList<LedgerRow> Ledger(LaneKey key, Window window)
    {
        if (window.IsEmpty || file.Find(LiteDbKeys.Lane(key)) is not { } document)
            return [];
        var lane = document["number"].AsInt64;
        return [.. file.Range(LiteDbKeys.Of('h', lane, StoredTime.Hour(window.Start)), LiteDbKeys.Of('h', lane, StoredTime.Seconds(window.End))).Select(Row)];
    }

    public IReadOnlyList<ExplainedDifference> Explained(LaneKey key, Window window) => file.Find(LiteDbKeys.Lane(key)) is not { } document
        ? []
        : [.. Of('e', document["number"].AsInt64).Select(Difference).Where(explained => explained.Window.Start >= window.Start && explained.Window.End <= window.End)];

    public IReadOnlyList<Job> Jobs() => [.. file.Range("j", "j" + LiteDbKeys.Last).Select(document => new Job(Enum.Parse<JobKind>(document["kind"].AsString), document["arguments"].AsString)
    {
        Number = document["number"].AsInt64,
        Status = Enum.Parse<JobStatus>(document["status"].AsString),
        Progress = document["progress"].AsString,
        Outcome = document["outcome"].IsNull ? null : document["outcome"].AsString,
    })];

    public IEnumerable<DeadLetter> Letters() => file.Range("d", "d" + LiteDbKeys.Last).Select(document => Letter(document, null));

    public DeadLetter? FindLetter(long number) => file.Find(LiteDbKeys.Numbered('d', number)) is { } document ? Letter(document, Payload(number)) : null;

    /// <summary>Cuts a payload into parts that a document can hold.</summary>
    public static IEnumerable<byte[]> Parts(byte[] payload) => payload.Chunk(PayloadPart);

    public IEnumerable<StateRecord> Export()
    {
        var letters = Letters().ToLookup(letter => letter.Lane, letter => letter.Number);
        foreach (var state in Lanes())
        {
            var document = file.Find(LiteDbKeys.Lane(state.Lane))!;
            var lane = document["number"].AsInt64;
            yield return new StateRecord.Lane(state.Lane, state.Cursor, document["delivered"].AsInt64);
            foreach (var covered in state.Covered)
                yield return new StateRecord.Covered(covered);
            foreach (var gap in Spans('g', lane))
                yield return new StateRecord.OpenGap(gap);
            foreach (var explained in Of('e', lane))
                yield return new StateRecord.Explained(Difference(explained));
            foreach (var row in Of('h', lane))
                yield return new StateRecord.Hour(Row(row));
            foreach (var ids in Of('i', lane))
                yield return new StateRecord.Ids(StoredTime.FromSeconds(ids["min"].AsInt64), StoredTime.FromSeconds(ids["max"].AsInt64), ids["ids"].AsBinary);
            foreach (var ids in Of('u', lane))
                yield return new StateRecord.UntimedIds(StoredTime.FromSeconds(ids["at"].AsInt64), ids["ids"].AsBinary);
            foreach (var number in letters[state.Lane])
                yield return new StateRecord.Letter(FindLetter(number)!);
        }

        foreach (var job in Jobs().Where(job => !job.IsFinished))
            yield return new StateRecord.UnfinishedJob(job);
    }

    private LaneState State(LaneKey key, BsonDocument document) =>
        new(key, StoredTime.FromSeconds(document["cursor"].AsInt64), [.. Spans('c', document["number"].AsInt64)]);

    private IEnumerable<BsonDocument> Of(char kind, long lane) => file.Range(LiteDbKeys.Of(kind, lane), LiteDbKeys.Of(kind, lane) + LiteDbKeys.Last);

    private byte[] Payload(long number) =>
        [.. file.Range(LiteDbKeys.Numbered('p', number), LiteDbKeys.Numbered('p', number) + LiteDbKeys.Last).SelectMany(part => part["bytes"].AsBinary)];

    private static DeadLetter Letter(BsonDocument document, byte[]? payload) => new(
        new LaneKey(document["contract"].AsString, document["sink"].AsString), document["event"].AsString,
        new DateTime(document["time"].AsInt64, DateTimeKind.Utc), new DateTime(document["at"].AsInt64, DateTimeKind.Utc), document["reason"].AsString, payload)
    {
        Number = document["number"].AsInt64,
        IsCounted = document["counted"].AsBoolean,
    };

    private static Window Span(BsonDocument document) => new(StoredTime.FromSeconds(document["start"].AsInt64), StoredTime.FromSeconds(document["stop"].AsInt64));

    private static ExplainedDifference Difference(BsonDocument document) => new(Span(document), document["difference"].AsInt64);

    private static LedgerRow Row(BsonDocument document) => new(
        StoredTime.FromSeconds(document["hour"].AsInt64), document["delivered"].AsInt64, document["dropped"].AsInt64, document["deadLettered"].AsInt64,
        document["discarded"].AsInt64, EventKey.Read(document["digest"].AsBinary));
}
