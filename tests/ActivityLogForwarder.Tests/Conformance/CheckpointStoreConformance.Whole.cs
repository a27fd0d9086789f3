using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.State;
using ActivityLogForwarder.Tests.State;

namespace ActivityLogForwarder.Tests.Conformance;

/// <summary>What is done with a state as a whole.</summary>
public abstract partial class CheckpointStoreConformance<TStore>
{
    [Fact]
    public async Task A_state_that_is_exported_and_imported_is_the_same_state()
    {
        await using var store = Open(StatePath);
        await SomeState.FillAsync(store, Token);
        var lines = Lines(store);
        Assert.Equal(lines, Lines(store));
        var copy = StatePath + ".copy";
        Import(copy, StateImport.Read(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(line))));
        await using var imported = Open(copy, expectExisting: true);
        Assert.Equal(lines, Lines(imported));
        Assert.Equal(store.Lanes().Select(lane => (lane.Lane, lane.Cursor)), imported.Lanes().Select(lane => (lane.Lane, lane.Cursor)));
        Assert.Equal(store.Totals(), imported.Totals());
        Assert.Equal(store.DeadLetterBytes, imported.DeadLetterBytes);
        Assert.Equal(store.DeadLetters(), imported.DeadLetters());
        Assert.Equal(store.Gaps(), imported.Gaps());
        Assert.Equal(store.Explained(SomeState.Siem, Day), imported.Explained(SomeState.Siem, Day));
        Assert.Equal(store.Jobs().Where(job => !job.IsFinished), imported.Jobs());
    }

    [Fact]
    public async Task A_sound_state_has_no_damage_and_agrees_with_itself()
    {
        await using var store = Open(StatePath);
        await SomeState.FillAsync(store, Token);
        Assert.Empty(store.FindDamage());
        var check = new StateCheck(DateTime.MinValue, DateTime.MinValue);
        check.Run(store.Export());
        Assert.Empty(check.Problems);
        Assert.Empty(check.Notes);
        Assert.Equal((3, 4, 16, 4), (check.Lanes, check.Hours, check.Ids, check.DeadLetters));
    }

    [Fact]
    public async Task An_import_needs_a_state_that_is_empty()
    {
        await using (var store = Open(StatePath))
            await SomeState.FillAsync(store, Token);
        var error = Assert.Throws<StateException>(() => Import(StatePath, []));
        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
        await using (var store = Open(StatePath))
        {
            Assert.Equal(3, store.Lanes().Count);
            Assert.True(Assert.Throws<StateException>(() => Import(StatePath, [])).IsHeld);
        }

        var empty = StatePath + ".empty";
        await using (Open(empty))
        {
        }

        await using var from = OpenReadOnly(StatePath);
        Import(empty, from.Export());
        await using var imported = OpenReadOnly(empty);
        Assert.Equal(Lines(from), Lines(imported));
    }

    [Fact]
    public async Task An_import_that_fails_leaves_nothing()
    {
        await using var store = Open(StatePath);
        await SomeState.FillAsync(store, Token);
        var copy = StatePath + ".copy";
        Assert.Throws<StateException>(() => Import(copy, store.Export().Take(20).Concat(Fail())));
        Assert.False(Path.Exists(copy));
        Assert.Contains("twice", Assert.Throws<StateException>(() => Import(copy, store.Export().Concat(store.Export()))).Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(copy));
        Import(copy, store.Export());

        static IEnumerable<StateRecord> Fail() => Enumerable.Range(0, 1).Select<int, StateRecord>(_ => throw new StateException("It ends here."));
    }

    [Fact]
    public async Task A_lane_removed_takes_along_what_is_its_own_and_nothing_else()
    {
        await using var store = Open(StatePath);
        await SomeState.FillAsync(store, Token);
        // More than one portion.
        for (var i = 0; i < 2100; i += 100)
        {
            var (from, lane) = (i, SomeState.Archive);
            await Task.WhenAll(Enumerable.Range(0, 100).Select(number => store.CommitAsync(
                new LaneCommit(lane, Start) { Settled = [Settled((UInt128)(1000 + from + number), Start)], DeadLetters = [Letter("x", 10) with { Lane = lane, IsCounted = false }] }, Token).AsTask()));
        }

        var others = Lines(store).Split('\n').TakeWhile(line => !line.Contains("\"archive\"", StringComparison.Ordinal)).ToList();
        await store.RemoveAsync(SomeState.Archive, Token);
        await store.RemoveAsync(SomeState.Archive, Token);
        Assert.Null(store.Find(SomeState.Archive));
        Assert.DoesNotContain(store.DeadLetters(), letter => letter.Lane == SomeState.Archive);
        Assert.Empty(store.Ledger(SomeState.Archive, Day));
        Assert.DoesNotContain("archive", Lines(store), StringComparison.Ordinal);
        Assert.Equal(others, Lines(store).Split('\n').Take(others.Count));
        Assert.Equal(2, store.Lanes().Count);
        Assert.Empty(store.FindDamage());

        await store.BeginAsync(SomeState.Archive, Start, Token);
        var into = new SettledIds();
        store.LoadSettled(SomeState.Archive, Day, into);
        Assert.Equal(0, into.Count);
    }

    [Fact]
    public async Task A_sink_that_is_renamed_keeps_all_it_had()
    {
        await using var store = Open(StatePath);
        await SomeState.FillAsync(store, Token);
        var before = Lines(store);
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.RenameSinkAsync("siem", "archive", Token));
        Assert.Equal(before, Lines(store));
        await store.RenameSinkAsync("siem", "siem2", Token);
        await store.RenameSinkAsync("siem", "siem2", Token);
        Assert.Equal(before.Replace("\"sink\":\"siem\"", "\"sink\":\"siem2\"", StringComparison.Ordinal), Lines(store));
        Assert.Null(store.Find(SomeState.Siem));
        await store.CommitAsync(new LaneCommit(SomeState.Siem with { Sink = "siem2" }, Start) { Cursor = Start.AddDays(1) }, Token);
    }

    [Fact]
    public async Task A_state_in_which_nothing_has_begun_is_not_one_that_is_expected()
    {
        await using (Open(StatePath))
        {
        }

        Assert.Contains("is empty", Assert.Throws<StateException>(() => Open(StatePath, expectExisting: true)).Message, StringComparison.Ordinal);
        await using (var store = Open(StatePath))
            await store.BeginAsync(Lane, Start, Token);
        await using var again = Open(StatePath, expectExisting: true);
        Assert.NotNull(again.Find(Lane));
    }

    private static string Lines(ICheckpointStore store)
    {
        using var stream = new MemoryStream();
        StateExport.Write(store.Export(), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
