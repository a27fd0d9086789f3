using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.State;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Conformance;

public abstract partial class CheckpointStoreConformance<TStore>
{
    [Fact]
    public void Whatever_happens_the_store_holds_what_the_model_holds()
    {
        Check.One(PropertyConfig.Tries(60, 30), Prop.ForAll(StoreStep.Sequences, steps =>
        {
            // FsCheck has no asynchronous properties; the pool's threads do the work meanwhile.
            Task.Run(() => PlayAsync(steps), Token).GetAwaiter().GetResult();
        }));
    }

    private async Task PlayAsync(StoreStep[] steps)
    {
        using var folder = new TempFolder();
        var path = folder.File("state.db");
        var model = new StoreModel();
        var store = Open(path);
        try
        {
            foreach (var step in steps.Prepend(new StoreStep.Begin(new LaneKey("1", "a"), Start)).Append(new StoreStep.Reopen()).Append(new StoreStep.Compare(Day)))
            {
                switch (step)
                {
                    case StoreStep.Begin begin:
                        model.Begin(begin.Lane, begin.From);
                        await store.BeginAsync(begin.Lane, begin.From, Token);
                        break;
                    case StoreStep.Commit { Content: var commit } when model.TryCommit(commit):
                        await store.CommitAsync(commit, Token);
                        break;
                    case StoreStep.Commit { Content: var commit }:
                        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CommitAsync(commit, Token));
                        break;
                    case StoreStep.Prune prune:
                        model.Prune(prune.SettledBefore, prune.LedgerBefore);
                        await store.PruneAsync(prune.SettledBefore, prune.LedgerBefore, Token);
                        break;
                    case StoreStep.Reopen:
                        await store.DisposeAsync();
                        store = Open(path, expectExisting: true);
                        break;
                    case StoreStep.Compare compare:
                        model.AssertEqual(store, compare.Range);
                        break;
                }
            }

            var copy = folder.File("copy.db");
            Import(copy, store.Export());
            await using var imported = OpenReadOnly(copy);
            Assert.Equal(Lines(store), Lines(imported));
            Assert.Empty(imported.FindDamage());
        }
        finally
        {
            await store.DisposeAsync();
        }
    }
}
