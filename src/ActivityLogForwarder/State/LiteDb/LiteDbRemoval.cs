using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>Takes away what is old, repaired or no longer configured, inside a transaction that the writer has begun.</summary>
internal sealed class LiteDbRemoval(LiteDbFile file)
{
    private readonly LiteDbReading _reading = new(file);
    private readonly LiteDbDocuments _documents = new(file);

    public void Prune(long settledBefore, long ledgerBefore)
    {
        foreach (var (key, document) in _reading.LaneDocuments().ToList())
        {
            var lane = document["number"].AsInt64;
            var cursorHour = StoredTime.Hour(StoredTime.FromSeconds(document["cursor"].AsInt64));
            var covered = _reading.Spans('c', lane).ToList();
            var old = file.Range(LiteDbKeys.Of('i', lane), LiteDbKeys.Of('i', lane, Math.Min(settledBefore, cursorHour)))
                .Where(ids => covered.Any(span => StoredTime.Seconds(span.Start) <= ids["min"].AsInt64 && StoredTime.Seconds(span.End) > ids["max"].AsInt64))
                .Select(ids => ids["_id"].AsString).ToList();
            foreach (var id in old)
                file.Delete(id);
            file.DeleteRange(LiteDbKeys.Of('u', lane), LiteDbKeys.Of('u', lane, settledBefore));
            file.DeleteRange(LiteDbKeys.Of('h', lane), LiteDbKeys.Of('h', lane, ledgerBefore));
        }
    }

    public void Remove(LaneKey key)
    {
        if (file.Find(LiteDbKeys.Lane(key)) is not { } document)
            return;
        foreach (var kind in "cgehiu")
            file.DeleteRange(LiteDbKeys.Of(kind, document["number"].AsInt64), LiteDbKeys.Of(kind, document["number"].AsInt64) + LiteDbKeys.Last);
        foreach (var letter in _reading.Letters().Where(letter => letter.Lane == key).ToList())
            _documents.DeleteLetter(letter.Number);
        file.Delete(LiteDbKeys.Lane(key));
    }

    /// <exception cref="ArgumentException">Both sinks have lanes.</exception>
    public void RenameSink(string from, string to)
    {
        var lanes = _reading.LaneDocuments().ToList();
        var former = lanes.Where(lane => lane.Key.Sink == from).ToList();
        if (former.Count > 0 && lanes.Any(lane => lane.Key.Sink == to))
            throw new ArgumentException($"The sinks {from} and {to} both have lanes.", nameof(to));
        foreach (var (key, document) in former)
        {
            file.Delete(LiteDbKeys.Lane(key));
            document["sink"] = to;
            file.Put(LiteDbKeys.Lane(key with { Sink = to }), document);
        }

        foreach (var letter in _reading.Letters().Where(letter => letter.Lane.Sink == from).ToList())
        {
            var document = file.Find(LiteDbKeys.Numbered('d', letter.Number))!;
            document["sink"] = to;
            file.Put(LiteDbKeys.Numbered('d', letter.Number), document);
        }
    }

    public void Forget(LaneKey key, long lane, long hour)
    {
        var end = hour + StoredTime.SecondsPerHour;
        foreach (var kind in "ihe")
            file.DeleteRange(LiteDbKeys.Of(kind, lane, hour), LiteDbKeys.Of(kind, lane, end));
        Uncount(key, hour, end);
    }

    public void Uncount(LaneKey key, long from, long to)
    {
        foreach (var letter in _reading.Letters().Where(letter => letter.Lane == key && StoredTime.Seconds(letter.EventTime) >= from && StoredTime.Seconds(letter.EventTime) < to).ToList())
        {
            var document = file.Find(LiteDbKeys.Numbered('d', letter.Number))!;
            document["counted"] = false;
            file.Put(LiteDbKeys.Numbered('d', letter.Number), document);
        }
    }
}
