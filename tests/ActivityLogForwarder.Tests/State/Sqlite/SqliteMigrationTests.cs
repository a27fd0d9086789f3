using ActivityLogForwarder.Core;
using ActivityLogForwarder.State.Sqlite;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.Tests.State.Sqlite;

/// <summary>
/// A state of an older version is copied whole, then changed at once, and a kill at any instant leaves one that starts.
/// The next version is made up here: it adds a column, and a table with many rows so that there are many instants.
/// </summary>
public sealed class SqliteMigrationTests : IDisposable
{
    private const string Step = """
        ALTER TABLE lanes ADD COLUMN note TEXT;
        CREATE TABLE notes (text TEXT NOT NULL) STRICT;
        INSERT INTO notes WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) SELECT hex(randomblob(40)) FROM n;
        """;

    private static readonly SqliteMigrations Now = SqliteMigrations.Current;
    private static readonly SqliteMigrations Next = new([.. Now.Steps, Step], [.. Now.Tables, "notes"]);

    private readonly TempFolder _folder = new();

    private string StatePath => _folder.File("forwarder.db");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_file_has_the_last_version()
    {
        await MakeAsync(StatePath);
        Assert.Equal(Now.Version, Version(StatePath));
        Assert.Equal(StatePath, Assert.Single(Directory.GetFiles(_folder.Path), path => !path.EndsWith(".lock", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_older_state_is_copied_before_it_is_changed()
    {
        await MakeAsync(StatePath);
        await using (var store = Open(Next))
            Assert.Equal(3, store.Lanes().Count);
        Assert.Equal(Next.Version, Version(StatePath));
        var backup = SqliteMigrations.BackupOf(StatePath, Now.Version);
        Assert.Equal(StatePath + ".v1.backup", backup);
        Assert.Equal(Now.Version, Version(backup));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
        Assert.False(File.Exists(backup + ".new"));

        // The way back: the program that wrote it goes on with the backup.
        File.Move(backup, StatePath, overwrite: true);
        await using var former = Open(Now);
        Assert.Equal(3, former.Lanes().Count);
        Assert.Empty(former.FindDamage());
    }

    [Fact]
    public async Task The_former_program_names_both_versions_and_the_backup()
    {
        await MakeAsync(StatePath);
        await Open(Next).DisposeAsync();
        var before = await File.ReadAllBytesAsync(StatePath, Token);
        foreach (var open in (Action[])[() => Open(Now), () => SqliteCheckpointStore.OpenReadOnly(StatePath)])
        {
            var message = Assert.Throws<StateException>(open).Message;
            Assert.Contains("has version 2", message, StringComparison.Ordinal);
            Assert.Contains("up to 1", message, StringComparison.Ordinal);
            Assert.Contains(StatePath + ".v1.backup", message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(StatePath, Token));
    }

    [Fact]
    public async Task What_only_looks_does_not_change_an_older_state()
    {
        await MakeAsync(StatePath);
        using var connection = SqliteFiles.OpenForReading(StatePath);
        SqliteInspection.CheckIdentity(connection, StatePath, Next);
        var message = Assert.Throws<StateException>(() => SqliteInspection.RefuseOlder(connection, StatePath, Next)).Message;
        Assert.Contains("start `run` once", message, StringComparison.Ordinal);
        Assert.Equal(Now.Version, Version(StatePath));
    }

    [Fact]
    public async Task Without_a_backup_nothing_is_changed()
    {
        await MakeAsync(StatePath);
        // In the way of the copy.
        Directory.CreateDirectory(StatePath + ".v1.backup");
        var message = Assert.Throws<StateException>(() => Open(Next)).Message;
        Assert.Contains("cannot be", message, StringComparison.Ordinal);
        Assert.Equal(Now.Version, Version(StatePath));
        await using var former = Open(Now);
        Assert.Equal(3, former.Lanes().Count);
    }

    [Fact]
    public async Task A_step_that_fails_changes_nothing()
    {
        await MakeAsync(StatePath);
        var broken = Next with { Steps = [.. Now.Steps, "DELETE FROM lanes; INSERT INTO nowhere VALUES (1)"] };
        Assert.Throws<StateException>(() => Open(broken));
        await using var former = Open(Now);
        Assert.Equal(3, former.Lanes().Count);
    }

    [Fact]
    public async Task A_kill_at_any_instant_of_a_migration_leaves_a_state_that_starts()
    {
        const int Kills = 12;
        var kills = 0;
        for (var round = 0; kills < Kills && round < 100; round++)
        {
            var path = _folder.File($"{round}/forwarder.db");
            await MakeAsync(path);
            var migrating = Task.Run(() => SqliteCheckpointStore.Open(path, true, TimeProvider.System, Next), Token);
            while (!migrating.IsCompleted)
            {
                var copy = _folder.File($"{round}/{kills}/forwarder.db");
                if (!TryCopy(path, copy))
                    continue;
                kills++;
                await AssertStartsAsync(copy);
            }

            await (await migrating).DisposeAsync();
        }

        Assert.InRange(kills, Kills, int.MaxValue);
    }

    [Theory]
    [InlineData(".v1.backup.new")]
    [InlineData(".v1.backup")]
    public async Task What_a_killed_migration_left_of_its_backup_is_made_anew(string name)
    {
        await MakeAsync(StatePath);
        await File.WriteAllTextAsync(StatePath + name, "half a copy", Token);
        await Open(Next).DisposeAsync();
        Assert.Equal(Now.Version, Version(StatePath + ".v1.backup"));
        Assert.False(File.Exists(StatePath + ".v1.backup.new"));
    }

    // Either the former program starts with it, or names what there is; this one does in any case.
    private static async Task AssertStartsAsync(string path)
    {
        if (Version(path) == Now.Version)
        {
            await using var former = SqliteCheckpointStore.Open(path, true, TimeProvider.System);
            Assert.Equal(3, former.Lanes().Count);
        }
        else
        {
            Assert.Equal(Now.Version, Version(path + ".v1.backup"));
        }

        await using var store = SqliteCheckpointStore.Open(path, true, TimeProvider.System, Next);
        Assert.Equal(3, store.Lanes().Count);
        Assert.Equal(4, store.DeadLetters().Count);
        Assert.Empty(store.FindDamage());
        Assert.Equal(Now.Version, Version(path + ".v1.backup"));
    }

    // The file first and once more at last: what is beside it is then at least as new.
    private static bool TryCopy(string path, string copy)
    {
        try
        {
            var (file, log) = (ReadAll(path), ReadAll(path + "-wal"));
            if (!file.AsSpan().SequenceEqual(ReadAll(path)) || !ReadAll(path + "-wal").AsSpan().StartsWith(log.AsSpan(0, Math.Min(32, log.Length))))
                return false;
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, file);
            File.WriteAllBytes(copy + "-wal", log);
            foreach (var name in (string[])[".v1.backup.new", ".v1.backup"])
            {
                if (File.Exists(path + name))
                    File.WriteAllBytes(copy + name, ReadAll(path + name));
            }

            return true;
        }
        catch (IOException)
        {
            // It was renamed or removed just then.
            return false;
        }
    }

    private static byte[] ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private SqliteCheckpointStore Open(SqliteMigrations migrations) => SqliteCheckpointStore.Open(StatePath, false, TimeProvider.System, migrations);

    private static async Task MakeAsync(string path)
    {
        await using var store = SqliteCheckpointStore.Open(path, false, TimeProvider.System);
        await SomeState.FillAsync(store, Token);
    }

    private static long Version(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (long)command.ExecuteScalar()!;
    }
}
