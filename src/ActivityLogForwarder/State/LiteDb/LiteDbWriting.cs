using ActivityLogForwarder.Core;
using LiteDB;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>Changes documents, inside a transaction that the writer has begun. What it refuses it refuses before it writes anything.</summary>
internal sealed class LiteDbWriting(LiteDbFile file, LiteDbReading reading)
{
    public void Begin(LaneKey lane, long cursor)
    {
        if (file.Find(LiteDbKeys.Lane(lane)) is null)
            PutLane(lane, NextNumber(), cursor, 0);
    }

    /// <exception cref="ArgumentException">The lane was never begun, or its cursor would move backwards.</exception>
    public void Commit(LaneCommit commit, SettledParts settled)
    {
        var document = FindLane(commit.Lane);
        var (lane, from) = (document["number"].AsInt64, document["cursor"].AsInt64);
        var to = commit.Cursor is { } cursor ? StoredTime.Seconds(cursor) : from;
        if (to < from)
            throw new ArgumentException($"The cursor of {commit.Lane} stands at {Window.Format(StoredTime.FromSeconds(from))} and cannot go back by a commit.", nameof(commit));
        if (commit.Forgotten is { } forgotten)
            Forget(commit.Lane, lane, StoredTime.Hour(forgotten));
        foreach (var hour in settled.Hours)
            AddHour(lane, hour);
        if (settled.UntimedKeys.Length > 0)
            PutUntimed(lane, StoredTime.Seconds(commit.Now), settled.UntimedKeys);
        document["cursor"] = to;
        document["delivered"] = document["delivered"].AsInt64 + settled.Delivered;
        file.Put(LiteDbKeys.Lane(commit.Lane), document);
        if (to > from)
            Cover(lane, from, to);
        foreach (var letter in commit.DeadLetters)
            PutLetter(letter, NextNumber());
        if (commit.Gap is { } gap)
            PutSpan('g', lane, StoredTime.Seconds(gap.Start), Math.Max(StoredTime.Seconds(gap.End), file.Find(LiteDbKeys.Of('g', lane, StoredTime.Seconds(gap.Start)))?["stop"].AsInt64 ?? long.MinValue));
        if (commit.ClosedGap is { } closed)
        {
            foreach (var open in reading.Spans('g', lane).Where(open => open.Start >= closed.Start && open.End <= closed.End).ToList())
                file.Delete(LiteDbKeys.Of('g', lane, StoredTime.Seconds(open.Start)));
        }

        if (commit.Covered is { IsEmpty: false } covered)
            Cover(lane, StoredTime.Seconds(covered.Start), StoredTime.Seconds(covered.End));
        if (commit.Explained is { } explained)
            PutSpan('e', lane, StoredTime.Seconds(explained.Window.Start), StoredTime.Seconds(explained.Window.End), explained.Difference);
    }

    public void Report(LaneKey lane, LaneReport report)
    {
        if (file.Find(LiteDbKeys.Lane(lane)) is not { } document)
            return;
        document["held"] = report.IsHeld;
        document["error"] = report.LastError;
        document["errorAt"] = report.LastErrorAt?.Ticks;
        file.Put(LiteDbKeys.Lane(lane), document);
    }

    /// <exception cref="ArgumentException">The lane was never begun.</exception>
    public void Rewind(LaneKey key, long hour)
    {
        var document = FindLane(key);
        var lane = document["number"].AsInt64;
        foreach (var kind in "iuhc")
            file.DeleteRange(LiteDbKeys.Of(kind, lane, hour), LiteDbKeys.Of(kind, lane) + LiteDbKeys.Last);
        Uncount(key, hour, long.MaxValue);
        foreach (var kind in "eg")
        {
            foreach (var span in reading.Spans(kind, lane).Where(span => StoredTime.Seconds(span.End) > hour).ToList())
                file.Delete(LiteDbKeys.Of(kind, lane, StoredTime.Seconds(span.Start)));
        }

        foreach (var span in reading.Spans('c', lane).Where(span => StoredTime.Seconds(span.End) > hour).ToList())
            PutSpan('c', lane, StoredTime.Seconds(span.Start), hour);
        document["cursor"] = hour;
        file.Put(LiteDbKeys.Lane(key), document);
    }

    public void ResolveDeadLetter(long number, SettledAs how)
    {
        if (file.Find(LiteDbKeys.Numbered('d', number)) is not { } letter)
            return;
        var key = new LaneKey(letter["contract"].AsString, letter["sink"].AsString);
        var lane = FindLane(key);
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

        DeleteLetter(number);
    }

    public long SaveJob(Job job)
    {
        var number = job.Number == 0 ? NextNumber() : job.Number;
        file.Put(LiteDbKeys.Numbered('j', number), new BsonDocument
        {
            ["number"] = number,
            ["kind"] = job.Kind.ToString(),
            ["arguments"] = job.Arguments,
            ["status"] = job.Status.ToString(),
            ["progress"] = job.Progress,
            ["outcome"] = job.Outcome,
        });
        foreach (var old in reading.Jobs().Where(old => old.IsFinished).SkipLast(100).ToList())
            file.Delete(LiteDbKeys.Numbered('j', old.Number));
        return number;
    }

    public void Prune(long settledBefore, long ledgerBefore)
    {
        foreach (var (key, document) in reading.LaneDocuments().ToList())
        {
            var lane = document["number"].AsInt64;
            var cursorHour = StoredTime.Hour(StoredTime.FromSeconds(document["cursor"].AsInt64));
            var covered = reading.Spans('c', lane).ToList();
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
        foreach (var letter in reading.Letters().Where(letter => letter.Lane == key).ToList())
            DeleteLetter(letter.Number);
        file.Delete(LiteDbKeys.Lane(key));
    }

    /// <exception cref="ArgumentException">Both sinks have lanes.</exception>
    public void RenameSink(string from, string to)
    {
        var lanes = reading.LaneDocuments().ToList();
        var former = lanes.Where(lane => lane.Key.Sink == from).ToList();
        if (former.Count > 0 && lanes.Any(lane => lane.Key.Sink == to))
            throw new ArgumentException($"The sinks {from} and {to} both have lanes.", nameof(to));
        foreach (var (key, document) in former)
        {
            file.Delete(LiteDbKeys.Lane(key));
            document["sink"] = to;
            file.Put(LiteDbKeys.Lane(key with { Sink = to }), document);
        }

        foreach (var letter in reading.Letters().Where(letter => letter.Lane.Sink == from).ToList())
        {
            var document = file.Find(LiteDbKeys.Numbered('d', letter.Number))!;
            document["sink"] = to;
            file.Put(LiteDbKeys.Numbered('d', letter.Number), document);
        }
    }

    /// <exception cref="ArgumentException">The records name something twice.</exception>
    public void Import(IEnumerable<StateRecord> records)
    {
        file.DeleteRange("j", "j" + LiteDbKeys.Last);
        var lane = 0L;
        foreach (var record in records)
        {
            switch (record)
            {
                case StateRecord.Lane begun when file.Find(LiteDbKeys.Lane(begun.Key)) is not null:
                    throw new StateException("The export names something twice; nothing was imported.");
                case StateRecord.Lane begun:
                    PutLane(begun.Key, lane = NextNumber(), StoredTime.Seconds(begun.Cursor), begun.Delivered);
                    break;
                case StateRecord.Covered { Window: var span }:
                    PutSpan('c', lane, StoredTime.Seconds(span.Start), StoredTime.Seconds(span.End));
                    break;
                case StateRecord.OpenGap { Window: var span }:
                    PutSpan('g', lane, StoredTime.Seconds(span.Start), StoredTime.Seconds(span.End));
                    break;
                case StateRecord.Explained { Difference: var explained }:
                    PutSpan('e', lane, StoredTime.Seconds(explained.Window.Start), StoredTime.Seconds(explained.Window.End), explained.Difference);
                    break;
                case StateRecord.Hour { Row: var row }:
                    PutRow(lane, row);
                    break;
                case StateRecord.Ids ids:
                    PutIds(lane, StoredTime.Seconds(ids.Earliest), StoredTime.Seconds(ids.Latest), ids.Keys);
                    break;
                case StateRecord.UntimedIds ids:
                    PutUntimed(lane, StoredTime.Seconds(ids.SettledAt), ids.Keys);
                    break;
                case StateRecord.Letter { DeadLetter: var letter }:
                    PutLetter(letter, letter.Number);
                    Reserve(letter.Number);
                    break;
                case StateRecord.UnfinishedJob { Job: var job }:
                    SaveJob(job);
                    Reserve(job.Number);
                    break;
            }
        }
    }

    private BsonDocument FindLane(LaneKey lane) =>
        file.Find(LiteDbKeys.Lane(lane)) ?? throw new ArgumentException($"The lane {lane} was never begun.", nameof(lane));

    /// <summary>A number that nothing has had before: lanes, segments, letters and jobs share them.</summary>
    private long NextNumber()
    {
        var meta = file.Find(LiteDbKeys.Meta)!;
        var number = meta["next"].AsInt64;
        meta["next"] = number + 1;
        file.Put(LiteDbKeys.Meta, meta);
        return number;
    }

    private void Reserve(long number)
    {
        var meta = file.Find(LiteDbKeys.Meta)!;
        meta["next"] = Math.Max(meta["next"].AsInt64, number + 1);
        file.Put(LiteDbKeys.Meta, meta);
    }

    private void PutLane(LaneKey lane, long number, long cursor, long delivered) => file.Put(LiteDbKeys.Lane(lane), new BsonDocument
    {
        ["contract"] = lane.Contract,
        ["sink"] = lane.Sink,
        ["number"] = number,
        ["cursor"] = cursor,
        ["delivered"] = delivered,
        ["held"] = false,
    });

    private void PutSpan(char kind, long lane, long start, long stop, long difference = 0) => file.Put(
        LiteDbKeys.Of(kind, lane, start), new BsonDocument { ["start"] = start, ["stop"] = stop, ["difference"] = difference });

    private void PutIds(long lane, long min, long max, byte[] keys) => file.Put(
        LiteDbKeys.Of('i', lane, max, min, NextNumber()), new BsonDocument { ["min"] = min, ["max"] = max, ["ids"] = keys });

    private void PutUntimed(long lane, long at, byte[] keys) => file.Put(
        LiteDbKeys.Of('u', lane, at, 0, NextNumber()), new BsonDocument { ["at"] = at, ["ids"] = keys });

    private void PutRow(long lane, LedgerRow row)
    {
        var digest = new byte[SettledIds.KeySize];
        row.Digest.Write(digest);
        file.Put(LiteDbKeys.Of('h', lane, StoredTime.Seconds(row.Hour)), new BsonDocument
        {
            ["hour"] = StoredTime.Seconds(row.Hour),
            ["delivered"] = row.Delivered,
            ["dropped"] = row.Dropped,
            ["deadLettered"] = row.DeadLettered,
            ["discarded"] = row.Discarded,
            ["digest"] = digest,
        });
    }

    private void PutLetter(DeadLetter letter, long number)
    {
        file.Put(LiteDbKeys.Numbered('d', number), new BsonDocument
        {
            ["number"] = number,
            ["contract"] = letter.Lane.Contract,
            ["sink"] = letter.Lane.Sink,
            ["event"] = letter.EventId,
            ["time"] = letter.EventTime.Ticks,
            ["at"] = letter.SetAsideAt.Ticks,
            ["reason"] = letter.Reason,
            ["counted"] = letter.IsCounted,
            ["size"] = letter.Payload!.LongLength,
        });
        foreach (var (part, i) in LiteDbReading.Parts(letter.Payload).Select((part, i) => (part, i)))
            file.Put(LiteDbKeys.Numbered('p', number) + i.ToString("x8", System.Globalization.CultureInfo.InvariantCulture), new BsonDocument { ["bytes"] = part });
    }

    private void DeleteLetter(long number)
    {
        file.DeleteRange(LiteDbKeys.Numbered('p', number), LiteDbKeys.Numbered('p', number) + LiteDbKeys.Last);
        file.Delete(LiteDbKeys.Numbered('d', number));
    }

    private void AddHour(long lane, SettledHour hour)
    {
        if (hour.Keys.Length > 0)
            PutIds(lane, hour.MinTime, hour.MaxTime, hour.Keys);
        var row = file.Find(LiteDbKeys.Of('h', lane, hour.Start));
        long Sum(string column, long more) => (row?[column].AsInt64 ?? 0) + more;
        PutRow(lane, new LedgerRow(
            StoredTime.FromSeconds(hour.Start), Sum("delivered", hour.Delivered), Sum("dropped", hour.Dropped),
            Sum("deadLettered", hour.DeadLettered), Sum("discarded", hour.Discarded),
            (row is null ? default : EventKey.Read(row["digest"].AsBinary)) + hour.Digest));
    }

    private void Forget(LaneKey key, long lane, long hour)
    {
        var end = hour + StoredTime.SecondsPerHour;
        foreach (var kind in "ihe")
            file.DeleteRange(LiteDbKeys.Of(kind, lane, hour), LiteDbKeys.Of(kind, lane, end));
        Uncount(key, hour, end);
    }

    private void Uncount(LaneKey key, long from, long to)
    {
        foreach (var letter in reading.Letters().Where(letter => letter.Lane == key && StoredTime.Seconds(letter.EventTime) >= from && StoredTime.Seconds(letter.EventTime) < to).ToList())
        {
            var document = file.Find(LiteDbKeys.Numbered('d', letter.Number))!;
            document["counted"] = false;
            file.Put(LiteDbKeys.Numbered('d', letter.Number), document);
        }
    }

    // Ranges that touch become one.
    private void Cover(long lane, long start, long stop)
    {
        foreach (var span in reading.Spans('c', lane).ToList())
        {
            var (first, last) = (StoredTime.Seconds(span.Start), StoredTime.Seconds(span.End));
            if (first > stop || last < start)
                continue;
            file.Delete(LiteDbKeys.Of('c', lane, first));
            (start, stop) = (Math.Min(start, first), Math.Max(stop, last));
        }

        PutSpan('c', lane, start, stop);
    }
}
