using ActivityLogForwarder.Core;
using LiteDB;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>Writes what repairs and jobs change, inside a transaction that the writer has begun.</summary>
internal sealed class LiteDbRepairs(LiteDbFile file)
{
    private readonly LiteDbReading _reading = new(file);
    private readonly LiteDbDocuments _documents = new(file);
    private readonly LiteDbRemoval _removal = new(file);

    /// <exception cref="ArgumentException">The lane was never begun.</exception>
    public void Rewind(LaneKey key, long hour)
    {
        var document = _documents.FindLane(key);
        var lane = document["number"].AsInt64;
        foreach (var kind in "iuhc")
            file.DeleteRange(LiteDbKeys.Of(kind, lane, hour), LiteDbKeys.Of(kind, lane) + LiteDbKeys.Last);
        _removal.Uncount(key, hour, long.MaxValue);
        foreach (var kind in "eg")
        {
            foreach (var span in _reading.Spans(kind, lane).Where(span => StoredTime.Seconds(span.End) > hour).ToList())
                file.Delete(LiteDbKeys.Of(kind, lane, StoredTime.Seconds(span.Start)));
        }

        foreach (var span in _reading.Spans('c', lane).Where(span => StoredTime.Seconds(span.End) > hour).ToList())
            _documents.PutSpan('c', lane, StoredTime.Seconds(span.Start), hour);
        document["cursor"] = hour;
        file.Put(LiteDbKeys.Lane(key), document);
    }

    public void ResolveDeadLetter(long number, SettledAs how)
    {
        if (file.Find(LiteDbKeys.Numbered('d', number)) is not { } letter)
            return;
        var key = new LaneKey(letter["contract"].AsString, letter["sink"].AsString);
        var lane = _documents.FindLane(key);
        var id = LiteDbKeys.Of('h', lane["number"].AsInt64, StoredTime.Hour(new DateTime(letter["time"].AsInt64, DateTimeKind.Utc)));
        if (letter["counted"].AsBoolean && file.Find(id) is { } row && row["deadLettered"].AsInt64 > 0)
        {
            var column = how == SettledAs.Delivered ? "delivered" : "discarded";
            row["deadLettered"] = row["deadLettered"].AsInt64 - 1;
            row[column] = row[column].AsInt64 + 1;
            file.Put(id, row);
        }

        if (how == SettledAs.Delivered)
        {
            lane["delivered"] = lane["delivered"].AsInt64 + 1;
            file.Put(LiteDbKeys.Lane(key), lane);
        }

        _documents.DeleteLetter(number);
    }

    public long SaveJob(Job job)
    {
        var number = job.Number == 0 ? _documents.NextNumber() : job.Number;
        file.Put(LiteDbKeys.Numbered('j', number), new BsonDocument
        {
            ["number"] = number,
            ["kind"] = job.Kind.ToString(),
            ["arguments"] = job.Arguments,
            ["status"] = job.Status.ToString(),
            ["progress"] = job.Progress,
            ["outcome"] = job.Outcome,
        });
        foreach (var old in _reading.Jobs().Where(old => old.IsFinished).SkipLast(100).ToList())
            file.Delete(LiteDbKeys.Numbered('j', old.Number));
        return number;
    }
}
