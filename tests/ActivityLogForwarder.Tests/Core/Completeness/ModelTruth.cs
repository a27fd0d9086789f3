using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core.Completeness;

/// <summary>What must hold in a <see cref="ModelWorld"/>.</summary>
/// <param name="world">The world.</param>
/// <param name="isUntimed">Whether some events have no readable time.</param>
internal sealed class ModelTruth(ModelWorld world, bool isUntimed)
{
    /// <summary>At any time: the ledger is what the sinks got, and nothing came more often than it may.</summary>
    public void AssertTrue()
    {
        foreach (var lane in world.Lanes)
        {
            var sink = world.SinkOf(lane);
            Assert.DoesNotContain(sink.Accepted, accepted => accepted.Value > sink.Allowed.GetValueOrDefault(accepted.Key, 1));
            var rows = world.Store.Ledger(lane.Key, new Window(DateTime.UnixEpoch, world.Clock.Now.AddDays(1))).Where(row => row.Settled > 0 || row.Digest != default(EventKey))
                .Select(row => isUntimed ? new LedgerRow(row.Hour, row.Settled, 0, 0, 0, row.Digest) : row);
            // How an event without a time was settled is not known any more when its hour begins anew.
            Assert.Equal(
                sink.Settled.Values.GroupBy(settled => settled.Hour).OrderBy(hour => hour.Key).Select(hour => new LedgerRow(
                    hour.Key, isUntimed ? hour.LongCount() : Count(hour, SettledAs.Delivered), Count(hour, SettledAs.Dropped), Count(hour, SettledAs.DeadLettered), Count(hour, SettledAs.Discarded),
                    hour.Aggregate(default(EventKey), (sum, settled) => sum + settled.Key))),
                rows);
        }
    }

    /// <summary>What a recheck that went through must have found, where totals can tell or everything was read.</summary>
    public void AssertFound(bool isWhole, bool full)
    {
        if (!isWhole || world.Log.IsSaturated)
            return;
        foreach (var lane in world.Lanes)
        {
            var covered = world.Store.Find(lane.Key)!.Covered;
            // One come hides behind one gone, and what was settled outside the cover counts in its hour.
            var visible = world.Log.Visible.Where(logged => covered.Any(window => window.Contains(logged.Time))).Select(logged => logged.Id).ToHashSet();
            if (full || world.SinkOf(lane).Settled.Keys.All(visible.Contains))
                Assert.Empty(Unsettled(lane, covered).Where(logged => Window.FloorToHour(logged.Time) >= Window.FloorToHour(world.Clock.Now - ModelWorld.IdsKept)).Select(logged => $"{lane.Key} {logged.Id} {logged.Time:O}"));
        }
    }

    /// <summary>In the end, when the API shows everything and all was repaired: nothing is missing, and verifying says so.</summary>
    public async Task AssertWholeAsync()
    {
        foreach (var lane in world.Lanes)
        {
            var covered = world.Store.Find(lane.Key)!.Covered;
            Assert.Empty(Unsettled(lane, covered).Select(logged => $"{lane.Key} {logged.Id} {logged.Time:O}"));
            Assert.Equal(0, await world.MissingAsync(lane, full: false));
            Assert.Equal(0, await world.MissingAsync(lane, full: true));
            Assert.Empty(world.Store.Gaps());
        }
    }

    private IEnumerable<ModelEvent> Unsettled(Lane lane, IReadOnlyList<Window> covered) =>
        world.Log.Visible.Where(logged => covered.Any(window => window.Contains(logged.Time)) && !world.SinkOf(lane).Settled.ContainsKey(logged.Id));

    private long Count(IEnumerable<(DateTime Hour, EventKey Key, SettledAs How)> settled, SettledAs how) => isUntimed && how != SettledAs.Delivered ? 0 : settled.LongCount(entry => entry.How == how);
}
