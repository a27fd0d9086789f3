using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>Writes lanes and their commits, inside a transaction that the writer has begun. What it refuses it refuses before it writes anything.</summary>
internal sealed class LiteDbCommits(LiteDbFile file)
{
    private readonly LiteDbReading _reading = new(file);
    private readonly LiteDbDocuments _documents = new(file);
    private readonly LiteDbRemoval _removal = new(file);

    public void Begin(LaneKey lane, long cursor)
    {
        if (file.Find(LiteDbKeys.Lane(lane)) is null)
            _documents.PutLane(lane, _documents.NextNumber(), cursor, 0);
    }

    /// <exception cref="ArgumentException">The lane was never begun, or its cursor would move backwards.</exception>
    public void Commit(LaneCommit commit, SettledParts settled)
    {
        var document = _documents.FindLane(commit.Lane);
        var (lane, from) = (document["number"].AsInt64, document["cursor"].AsInt64);
        var to = commit.Cursor is { } cursor ? StoredTime.Seconds(cursor) : from;
        if (to < from)
            throw new ArgumentException($"The cursor of {commit.Lane} stands at {Window.Format(StoredTime.FromSeconds(from))} and cannot go back by a commit.", nameof(commit));
        if (commit.Forgotten is { } forgotten)
            _removal.Forget(commit.Lane, lane, StoredTime.Hour(forgotten));
        foreach (var hour in settled.Hours)
            AddHour(lane, hour);
        if (settled.UntimedKeys.Count > 0)
            _documents.PutUntimed(lane, StoredTime.Seconds(commit.Now), settled.UntimedKeys.ToArray());
        document["cursor"] = to;
        document["delivered"] = document["delivered"].AsInt64 + settled.Delivered;
        file.Put(LiteDbKeys.Lane(commit.Lane), document);
        if (to > from)
            Cover(lane, from, to);
        foreach (var letter in commit.DeadLetters)
            _documents.PutLetter(letter, _documents.NextNumber());
        if (commit.Gap is { } gap)
            _documents.PutSpan('g', lane, StoredTime.Seconds(gap.Start), Math.Max(StoredTime.Seconds(gap.End), file.Find(LiteDbKeys.Of('g', lane, StoredTime.Seconds(gap.Start)))?["stop"].AsInt64 ?? long.MinValue));
        if (commit.ClosedGap is { } closed)
        {
            foreach (var open in _reading.Spans('g', lane).Where(open => open.Start >= closed.Start && open.End <= closed.End).ToList())
                file.Delete(LiteDbKeys.Of('g', lane, StoredTime.Seconds(open.Start)));
        }

        if (commit.Covered is { IsEmpty: false } covered)
            Cover(lane, StoredTime.Seconds(covered.Start), StoredTime.Seconds(covered.End));
        if (commit.Explained is { } explained)
            _documents.PutSpan('e', lane, StoredTime.Seconds(explained.Window.Start), StoredTime.Seconds(explained.Window.End), explained.Difference);
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

    private void AddHour(long lane, SettledHour hour)
    {
        if (hour.Keys.Count > 0)
            _documents.PutIds(lane, hour.MinTime, hour.MaxTime, hour.Keys.ToArray());
        var row = file.Find(LiteDbKeys.Of('h', lane, hour.Start));
        long Sum(string column, long more) => (row?[column].AsInt64 ?? 0) + more;
        _documents.PutRow(lane, new LedgerRow(
            StoredTime.FromSeconds(hour.Start), Sum("delivered", hour.Delivered), Sum("dropped", hour.Dropped),
            Sum("deadLettered", hour.DeadLettered), Sum("discarded", hour.Discarded),
            (row is null ? default : EventKey.Read(row["digest"].AsBinary)) + hour.Digest));
    }

    // Ranges that touch become one.
    private void Cover(long lane, long start, long stop)
    {
        foreach (var span in _reading.Spans('c', lane).ToList())
        {
            var (first, last) = (StoredTime.Seconds(span.Start), StoredTime.Seconds(span.End));
            if (first > stop || last < start)
                continue;
            file.Delete(LiteDbKeys.Of('c', lane, first));
            (start, stop) = (Math.Min(start, first), Math.Max(stop, last));
        }

        _documents.PutSpan('c', lane, start, stop);
    }
}
