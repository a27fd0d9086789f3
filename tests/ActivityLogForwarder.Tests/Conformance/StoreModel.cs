using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Conformance;

/// <summary>What a store must come to hold, in the plainest form.</summary>
internal sealed class StoreModel
{
    private readonly Dictionary<LaneKey, Entry> _lanes = [];
    private readonly List<DeadLetter> _letters = [];

    public void Begin(LaneKey lane, DateTime start) => _lanes.TryAdd(lane, new Entry(Window.FloorToSecond(start)));

    /// <summary>Whether the commit is acceptable; if so it is taken in.</summary>
    public bool TryCommit(LaneCommit commit)
    {
        if (!_lanes.TryGetValue(commit.Lane, out var lane) || commit.Cursor < lane.Cursor)
            return false;
        lane.Ids.AddRange(commit.Settled.Select(settled => (settled, commit)));
        lane.Ledger.AddRange(commit.Settled);
        lane.Cursor = commit.Cursor ?? lane.Cursor;
        lane.Delivered += commit.Settled.Count(settled => settled.How == SettledAs.Delivered);
        if (commit.Gap is { } gap)
            lane.Gaps.Add(gap);
        _letters.AddRange(commit.DeadLetters);
        return true;
    }

    public void Prune(DateTime settledBefore, DateTime ledgerBefore)
    {
        foreach (var lane in _lanes.Values)
        {
            // What is not covered may be read again, however long ago it happened; a commit's hour is kept as a whole.
            var covered = new Window(lane.Start, lane.Cursor);
            var kept = lane.Ids.Where(id => id.Event.HasTime && !covered.Contains(id.Event.Time))
                .Select(id => (id.Commit, Window.FloorToHour(id.Event.Time))).ToHashSet();
            lane.Ids.RemoveAll(id => Window.FloorToHour(id.Event.HasTime ? id.Event.Time : id.Commit.Now) < Window.FloorToHour(settledBefore)
                && (!id.Event.HasTime || (Window.FloorToHour(id.Event.Time) < Window.FloorToHour(lane.Cursor)
                    && !kept.Contains((id.Commit, Window.FloorToHour(id.Event.Time))))));
            lane.Ledger.RemoveAll(settled => Window.FloorToHour(settled.Time) < Window.FloorToHour(ledgerBefore));
        }
    }

    public void AssertEqual(ICheckpointStore store, Window window)
    {
        Assert.Equal(_lanes.Keys.OrderBy(lane => lane.ToString()), store.Lanes().Select(lane => lane.Lane).OrderBy(lane => lane.ToString()));
        Assert.Equal(_lanes.SelectMany(lane => lane.Value.Gaps.Select(gap => new Gap(lane.Key, gap))).OrderBy(gap => gap.ToString()), store.Gaps().OrderBy(gap => gap.ToString()));
        Assert.Equal(_letters.Sum(letter => letter.Payload!.Length), store.DeadLetterBytes);
        Assert.Equal(_letters.Select(letter => letter.EventId), store.DeadLetters().Select(letter => letter.EventId));
        var totals = store.Totals().ToDictionary(total => total.Lane);
        foreach (var (key, lane) in _lanes)
        {
            Assert.Equal(new LaneTotals(key, lane.Delivered, _letters.Count(letter => letter.Lane == key)), totals[key]);
            var found = store.Find(key)!;
            Assert.Equal(lane.Cursor, found.Cursor);
            Assert.Equal(lane.Cursor == lane.Start ? [] : [new Window(lane.Start, lane.Cursor)], found.Covered);
            Assert.Equal(Ledger(lane, window), store.Ledger(key, window));
            AssertSettled(lane, store, key, window);
        }
    }

    private static List<LedgerRow> Ledger(Entry lane, Window window) => lane.Ledger
        .GroupBy(settled => Window.FloorToHour(settled.Time))
        .Where(hour => !window.IsEmpty && hour.Key < window.End && hour.Key.AddHours(1) > window.Start)
        .OrderBy(hour => hour.Key)
        .Select(hour => new LedgerRow(
            hour.Key, Count(hour, SettledAs.Delivered), Count(hour, SettledAs.Dropped), Count(hour, SettledAs.DeadLettered),
            Count(hour, SettledAs.Discarded), hour.Aggregate(default(EventKey), (sum, settled) => sum + settled.Key)))
        .ToList();

    private static long Count(IEnumerable<SettledEvent> events, SettledAs how) => events.LongCount(settled => settled.How == how);

    private static void AssertSettled(Entry lane, ICheckpointStore store, LaneKey key, Window window)
    {
        var into = new SettledIds();
        store.LoadSettled(key, window, into);
        var wanted = lane.Ids.Where(id => !id.Event.HasTime || window.Contains(id.Event.Time)).Select(id => id.Event.Key).Distinct().ToList();
        Assert.All(wanted, id => Assert.True(into.Contains(id)));
        // Neighbours may come along, but nothing that was never there or was pruned.
        Assert.InRange(into.Count, wanted.Count, lane.Ids.Select(id => id.Event.Key).Distinct().Count());
        foreach (var (settled, _) in lane.Ids.Where(id => id.Event.HasTime).Take(10))
        {
            into.Clear();
            store.LoadSettled(key, new Window(settled.Time, settled.Time.AddSeconds(1)), into);
            Assert.True(into.Contains(settled.Key));
        }
    }

    private sealed class Entry(DateTime start)
    {
        public DateTime Start { get; } = start;

        public DateTime Cursor { get; set; } = start;

        public long Delivered { get; set; }

        public List<(SettledEvent Event, LaneCommit Commit)> Ids { get; } = [];

        public List<SettledEvent> Ledger { get; } = [];

        public HashSet<Window> Gaps { get; } = [];
    }
}
