using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.State;

namespace ActivityLogForwarder.Tests.Conformance;

/// <summary>What every store must do. One subclass for each.</summary>
/// <typeparam name="TStore">The store.</typeparam>
public abstract partial class CheckpointStoreConformance<TStore> : IDisposable
    where TStore : ICheckpointStore
{
    protected static readonly LaneKey Lane = new("31999999", "siem");
    protected static readonly DateTime Start = new(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    protected string StatePath => _folder.File("state/forwarder.db");

    /// <summary>Opens the state for writing.</summary>
    protected abstract TStore Open(string path, bool expectExisting = false);

    /// <summary>Opens the state to look at it.</summary>
    protected abstract TStore OpenReadOnly(string path);

    /// <summary>Fills a state that is missing or empty.</summary>
    protected abstract void Import(string path, IEnumerable<StateRecord> records);

    /// <summary>Whether commands may look at the state while a <c>run</c> has it.</summary>
    protected virtual bool IsShared => true;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_lane_begins_at_the_second_given_with_nothing_covered()
    {
        await using var store = Open(StatePath);
        Assert.Null(store.Find(Lane));
        var lane = await store.BeginAsync(Lane, Start.AddMilliseconds(999), Token);
        Assert.Equal(Start, lane.Cursor);
        Assert.Equal(DateTimeKind.Utc, lane.Cursor.Kind);
        Assert.Empty(lane.Covered);
        Assert.Equal(Lane, Assert.Single(store.Lanes()).Lane);
    }

    [Fact]
    public async Task A_lane_that_exists_is_not_begun_again()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        var lane = await store.BeginAsync(Lane, Start.AddHours(1), Token);
        Assert.Equal(Start, lane.Cursor);
    }

    [Fact]
    public async Task What_the_cursor_passes_is_covered_in_one_range()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        await store.CommitAsync(new LaneCommit(Lane, Start) { Cursor = Start.AddMinutes(1) }, Token);
        await store.CommitAsync(new LaneCommit(Lane, Start) { Cursor = Start.AddMinutes(3) }, Token);
        var lane = store.Find(Lane)!;
        Assert.Equal(Start.AddMinutes(3), lane.Cursor);
        Assert.Equal([new Window(Start, Start.AddMinutes(3))], lane.Covered);
    }

    [Fact]
    public async Task A_cursor_does_not_move_backwards_and_nothing_of_such_a_commit_is_kept()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        var commit = new LaneCommit(Lane, Start) { Cursor = Start.AddSeconds(-1), Settled = [Settled(1, Start)] };
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CommitAsync(commit, Token));
        Assert.Equal(Start, store.Find(Lane)!.Cursor);
        Assert.Empty(store.Ledger(Lane, Day));
    }

    [Fact]
    public async Task A_commit_to_a_lane_never_begun_is_refused()
    {
        await using var store = Open(StatePath);
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CommitAsync(new LaneCommit(Lane, Start), Token));
    }

    [Fact]
    public async Task The_ledger_counts_each_kind_by_the_hour_of_the_event_and_adds_up_the_ids()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        await store.CommitAsync(new LaneCommit(Lane, Start)
        {
            Settled =
            [
                Settled(UInt128.MaxValue, Start), Settled(5, Start.AddTicks(TimeSpan.TicksPerHour - 1), SettledAs.Dropped),
                Settled(7, Start.AddHours(1), SettledAs.Discarded),
            ],
        }, Token);
        await store.CommitAsync(new LaneCommit(Lane, Start)
        {
            Settled = [Settled(10, Start, SettledAs.DeadLettered), Settled(20, Start), new SettledEvent(3, Start, false, SettledAs.Delivered)],
        }, Token);
        Assert.Equal(
            [new LedgerRow(Start, 3, 1, 1, 0, 37), new LedgerRow(Start.AddHours(1), 0, 0, 0, 1, 7)],
            store.Ledger(Lane, Day));
        Assert.Equal(new LaneTotals(Lane, 3, 0), Assert.Single(store.Totals()));
    }

    [Fact]
    public async Task The_ledger_of_a_window_has_the_hours_that_touch_it()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        await store.CommitAsync(new LaneCommit(Lane, Start)
        {
            Settled = [.. Enumerable.Range(0, 4).Select(hour => Settled((UInt128)hour, Start.AddHours(hour)))],
        }, Token);
        var rows = store.Ledger(Lane, new Window(Start.AddMinutes(90), Start.AddHours(3)));
        Assert.Equal([Start.AddHours(1), Start.AddHours(2)], rows.Select(row => row.Hour));
    }

    [Fact]
    public async Task Ids_of_a_window_are_found_and_those_of_other_hours_and_lanes_are_not()
    {
        await using var store = Open(StatePath);
        var other = Lane with { Sink = "other" };
        await store.BeginAsync(Lane, Start, Token);
        await store.BeginAsync(other, Start, Token);
        await store.CommitAsync(new LaneCommit(Lane, Start)
        {
            Settled = [Settled(1, Start), Settled(2, Start.AddMinutes(30).AddTicks(1)), Settled(3, Start.AddHours(1)), Settled(4, Start.AddHours(-1))],
        }, Token);
        await store.CommitAsync(new LaneCommit(other, Start) { Settled = [Settled(9, Start)] }, Token);
        var into = new SettledIds();
        store.LoadSettled(Lane, new Window(Start.AddMinutes(30), Start.AddMinutes(31)), into);
        Assert.True(into.Contains(2));
        Assert.False(into.Contains(3) || into.Contains(4) || into.Contains(9));
        into.Clear();
        store.LoadSettled(Lane, new Window(Start.AddHours(2), Start.AddHours(3)), into);
        Assert.Equal(0, into.Count);
    }

    [Fact]
    public async Task Ids_without_a_readable_time_are_found_at_every_look_up_until_pruned_by_delivery_time()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        var delivered = Start.AddDays(1);
        await store.CommitAsync(
            new LaneCommit(Lane, delivered) { Settled = [new SettledEvent(1, Start, false, SettledAs.Delivered)] }, Token);
        await store.PruneAsync(delivered.AddMinutes(59), Start, Token);
        var into = new SettledIds();
        store.LoadSettled(Lane, new Window(Start.AddYears(-1), Start.AddYears(-1)), into);
        Assert.True(into.Contains(1));
        into.Clear();
        await store.PruneAsync(delivered.AddHours(1), Start, Token);
        store.LoadSettled(Lane, Day, into);
        Assert.Equal(0, into.Count);
    }

    [Fact]
    public async Task Pruning_forgets_whole_hours_before_the_times_given_and_nothing_else()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        await store.CommitAsync(new LaneCommit(Lane, Start)
        {
            Cursor = Start.AddHours(3),
            Settled = [.. Enumerable.Range(0, 3).Select(hour => Settled((UInt128)hour + 1, Start.AddHours(hour).AddMinutes(30)))],
        }, Token);
        await store.PruneAsync(Start.AddHours(2), Start.AddHours(1).AddMinutes(59), Token);
        var into = new SettledIds();
        store.LoadSettled(Lane, Day, into);
        Assert.False(into.Contains(1) || into.Contains(2));
        Assert.True(into.Contains(3));
        Assert.Equal([Start.AddHours(1), Start.AddHours(2)], store.Ledger(Lane, Day).Select(row => row.Hour));
        Assert.Equal([new Window(Start, Start.AddHours(3))], store.Find(Lane)!.Covered);
    }

    [Fact]
    public async Task Dead_letters_are_numbered_and_kept_with_their_payload()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        await store.CommitAsync(new LaneCommit(Lane, Start) { DeadLetters = [Letter("a", 10), Letter("b", 20)] }, Token);
        await store.CommitAsync(new LaneCommit(Lane, Start) { DeadLetters = [Letter("c", 0)] }, Token);
        var letters = store.DeadLetters();
        Assert.Equal(["a", "b", "c"], letters.Select(letter => letter.EventId));
        Assert.Equal(letters.Select(letter => letter.Number).Order().Distinct(), letters.Select(letter => letter.Number));
        Assert.All(letters, letter => Assert.Null(letter.Payload));
        var second = store.FindDeadLetter(letters[1].Number)!;
        Assert.Equal(Letter("b", 20).Payload, second.Payload);
        Assert.Equal(Letter("b", 20) with { Number = second.Number, Payload = second.Payload }, second);
        Assert.Equal(30, store.DeadLetterBytes);
        Assert.Equal(3, Assert.Single(store.Totals()).DeadLetters);
        Assert.Null(store.FindDeadLetter(4711));
    }

    [Fact]
    public async Task A_gap_is_remembered_once()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, Token);
        var second = new Window(Start, Start.AddSeconds(1));
        await store.CommitAsync(new LaneCommit(Lane, Start) { Gap = second }, Token);
        await store.CommitAsync(new LaneCommit(Lane, Start) { Gap = second }, Token);
        Assert.Equal([new Gap(Lane, second)], store.Gaps());
    }

    [Fact]
    public async Task What_was_committed_is_there_after_closing_and_opening_again()
    {
        await using (var store = Open(StatePath))
        {
            await store.BeginAsync(Lane, Start, Token);
            await store.CommitAsync(new LaneCommit(Lane, Start)
            {
                Cursor = Start.AddMinutes(1),
                Settled = [Settled(1, Start)],
                DeadLetters = [Letter("a", 5)],
            }, Token);
        }

        await using var again = Open(StatePath, expectExisting: true);
        Assert.Equal(Start.AddMinutes(1), again.Find(Lane)!.Cursor);
        Assert.Equal(new LedgerRow(Start, 1, 0, 0, 0, 1), Assert.Single(again.Ledger(Lane, Day)));
        Assert.Equal(5, again.DeadLetterBytes);
        Assert.True(again.SizeInBytes > 0);
    }

    [Fact]
    public async Task Times_before_1970_and_at_the_end_of_time_are_kept()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, DateTime.MinValue.ToUniversalTime().AddDays(1), Token);
        DateTime[] times = [new(1, 1, 2, 0, 0, 1, DateTimeKind.Utc), new(1969, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc), new(9999, 12, 31, 23, 30, 0, DateTimeKind.Utc)];
        await store.CommitAsync(new LaneCommit(Lane, Start) { Settled = [.. times.Select((time, i) => Settled((UInt128)i, time))] }, Token);
        for (var i = 0; i < times.Length; i++)
        {
            var into = new SettledIds();
            var window = new Window(times[i], times[i].AddSeconds(1));
            store.LoadSettled(Lane, window, into);
            Assert.True(into.Contains((UInt128)i));
            Assert.Equal(Window.FloorToHour(times[i]), Assert.Single(store.Ledger(Lane, window)).Hour);
        }
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected static Window Day { get; } = new(Start.Date, Start.Date.AddDays(2));

    protected static SettledEvent Settled(UInt128 key, DateTime time, SettledAs how = SettledAs.Delivered) => new(key, time, true, how);

    protected static DeadLetter Letter(string id, int bytes) =>
        new(Lane, id, Start.AddTicks(1), Start.AddTicks(2), "mapper_parsing_exception", Enumerable.Repeat((byte)'x', bytes).ToArray());
}
