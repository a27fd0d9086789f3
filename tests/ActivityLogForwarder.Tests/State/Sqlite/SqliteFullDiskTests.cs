using ActivityLogForwarder.Core;
using ActivityLogForwarder.State;
using ActivityLogForwarder.State.Sqlite;

namespace ActivityLogForwarder.Tests.State.Sqlite;

public sealed class SqliteFullDiskTests : IDisposable
{
    private static readonly LaneKey Lane = new("31999999", "siem");
    private static readonly DateTime Start = new(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_commit_on_a_full_disk_fails_whole_and_the_next_one_succeeds_when_there_is_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can mount.");
        Assert.SkipUnless(Mount.TryTiny(_folder.Path, "2m"), "This system does not let even root mount.");
        try
        {
            await using var store = SqliteCheckpointStore.Open(_folder.File("forwarder.db"), false, TimeProvider.System);
            await store.BeginAsync(Lane, Start, Token);
            await store.CommitAsync(Commit(1), Token);
            var filler = _folder.File("filler");
            Fill(filler);
            var error = await Assert.ThrowsAsync<StateException>(async () => await store.CommitAsync(Commit(2), Token));
            Assert.Contains("full", error.Message, StringComparison.Ordinal);
            Assert.Equal(1000, Assert.Single(store.Totals()).Delivered);
            Assert.Equal(Start.AddSeconds(1), store.Find(Lane)!.Cursor);
            File.Delete(filler);
            await store.CommitAsync(Commit(2), Token);
            Assert.Equal(2000, Assert.Single(store.Totals()).Delivered);
        }
        finally
        {
            Mount.Remove(_folder.Path);
        }
    }

    [Fact]
    public async Task A_commit_that_does_not_fit_fails_alone_among_those_that_wait_with_it()
    {
        var path = _folder.File("forwarder.db");
        SqliteFiles.Create(path);
        var connection = SqliteFiles.OpenForWriting(path);
        SqliteFiles.Execute(connection, "PRAGMA max_page_count = 200");
        await using (var writer = new SqliteWriter(path, connection))
        {
            await writer.BeginAsync(Lane, 0, Token);
            var fits = new LaneCommit(Lane, Start) { Settled = [new SettledEvent(1, Start, true, SettledAs.Delivered)] };
            var tooLarge = fits with { DeadLetters = [new DeadLetter(Lane, "a", Start, Start, "reason", new byte[1 << 20])] };
            var commits = Enumerable.Range(0, 20)
                .Select(i => i == 10 ? tooLarge : fits)
                .Select(commit => writer.CommitAsync(commit, SettledParts.Of(commit.Settled), Token))
                .ToArray();
            await Assert.ThrowsAsync<StateException>(() => commits[10]);
            await Task.WhenAll(commits.Where((_, i) => i != 10));
        }

        await using var store = SqliteCheckpointStore.OpenReadOnly(path);
        Assert.Equal(19, Assert.Single(store.Totals()).Delivered);
        Assert.Empty(store.DeadLetters());
    }

    [Fact]
    public async Task A_state_shrinks_when_much_of_it_is_pruned()
    {
        await using var store = SqliteCheckpointStore.Open(_folder.File("forwarder.db"), false, TimeProvider.System);
        await store.BeginAsync(Lane, Start, Token);
        for (var i = 0; i < 1500; i++)
            await store.CommitAsync(Commit(i + 1), Token);
        await store.CommitAsync(new LaneCommit(Lane, Start) { Cursor = Start.AddDays(2) }, Token);
        var before = store.SizeInBytes;
        await store.PruneAsync(Start.AddDays(1), Start, Token);
        await store.DisposeAsync();
        Assert.InRange(store.SizeInBytes, 1, before / 2);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LaneCommit Commit(int second) => new(Lane, Start)
    {
        Cursor = Start.AddSeconds(second),
        Settled = [.. Enumerable.Range(0, 1000).Select(i => new SettledEvent((UInt128)i, Start, true, SettledAs.Delivered))],
    };

    private static void Fill(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            Assert.True(new FileInfo(path).Length > 0);
        }
    }
}
