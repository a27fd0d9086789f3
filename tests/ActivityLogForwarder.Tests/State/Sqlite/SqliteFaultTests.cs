using System.Security.Cryptography;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.State.Sqlite;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.Tests.State.Sqlite;

/// <summary>States that cannot be used: one message with the file and a cure, and the file as it was.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private static readonly LaneKey Lane = new("31999999", "siem");
    private static readonly DateTime Start = new(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    private string StatePath => _folder.File("forwarder.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_path_that_is_a_folder_is_refused()
    {
        Directory.CreateDirectory(StatePath);
        AssertRefused("folder");
    }

    [Theory]
    [InlineData("/proc/nowhere/state.db")]
    [InlineData("/dev/null/state.db")]
    [InlineData("/proc/state.db")]
    public void A_folder_that_cannot_be_made_or_written_is_refused(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "These paths are Linux's.");
        var error = Assert.Throws<StateException>(() => Open(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("writable", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Random_bytes_are_no_state(int length)
    {
        File.WriteAllBytes(StatePath, RandomNumberGenerator.GetBytes(length));
        AssertRefused("move it away");
        Assert.Equal([StatePath], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_text_is_no_state()
    {
        File.WriteAllText(StatePath, string.Join('\n', Enumerable.Repeat("source: { url: https://api.ionos.com }", 300)));
        AssertRefused("no state of this program");
    }

    [Theory]
    [InlineData("PRAGMA application_id = 7")]
    [InlineData("PRAGMA journal_mode = WAL")]
    public void Another_programs_database_is_refused_and_nothing_is_left_beside_it(string pragma)
    {
        Change(StatePath, $"{pragma}; CREATE TABLE lanes (id INTEGER)", create: true);
        AssertRefused("no state of this program");
        Assert.Equal([StatePath], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_state_without_one_of_its_tables_is_corrupt()
    {
        await MakeState();
        Change(StatePath, "DROP TABLE gaps");
        AssertRefused("corrupt");
    }

    [Fact]
    public async Task A_newer_version_is_refused_and_both_versions_are_named()
    {
        await MakeState();
        Change(StatePath, "PRAGMA user_version = 9");
        var error = AssertRefused("newer");
        Assert.Contains("version 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("up to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_pages_are_found_before_anything_is_written()
    {
        await MakeState();
        var sound = await File.ReadAllBytesAsync(StatePath, TestContext.Current.CancellationToken);
        // Past the header's page and the map of pages; only pages that hold a tree are looked at.
        for (var page = 2; page < 10; page++)
        {
            var damaged = (byte[])sound.Clone();
            damaged.AsSpan(page * 4096, 200).Fill(0xA5);
            await File.WriteAllBytesAsync(StatePath, damaged, TestContext.Current.CancellationToken);
            AssertRefused("corrupt");
        }
    }

    [Fact]
    public async Task A_file_cut_short_is_corrupt()
    {
        await MakeState();
        using (var file = new FileStream(StatePath, FileMode.Open))
            file.SetLength(file.Length / 2);
        AssertRefused("corrupt");
    }

    [Fact]
    public async Task A_state_that_is_mounted_read_only_is_refused_but_can_be_looked_at()
    {
        await MakeState();
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can mount.");
        Assert.SkipUnless(Mount.TryReadOnly(_folder.Path), "This system does not let even root mount.");
        try
        {
            AssertRefused("writable");
            await using var reader = SqliteCheckpointStore.OpenReadOnly(StatePath);
            Assert.Equal(Start, reader.Find(Lane)!.Cursor);
        }
        finally
        {
            Mount.Remove(_folder.Path);
        }
    }

    [Fact]
    public async Task A_read_only_file_is_refused_but_can_be_looked_at_and_nothing_is_left_beside_it()
    {
        await MakeState();
        new FileInfo(StatePath).IsReadOnly = true;
        AssertRefused("read-only");
        await using (var reader = SqliteCheckpointStore.OpenReadOnly(StatePath))
            Assert.Equal(Start, reader.Find(Lane)!.Cursor);
        Assert.Equal([StatePath, StatePath + ".lock"], Directory.GetFiles(_folder.Path).Order());
        new FileInfo(StatePath).IsReadOnly = false;
        await MakeState();
    }

    [Fact]
    public async Task What_a_killed_run_left_in_the_log_is_read_and_then_merged()
    {
        var copy = _folder.File("copy.db");
        await using (var store = Open(StatePath))
        {
            await store.BeginAsync(Lane, Start, TestContext.Current.CancellationToken);
            File.Copy(StatePath, copy);
            File.Copy(StatePath + "-wal", copy + "-wal");
        }

        var before = (Hash(copy), Hash(copy + "-wal"));
        await using (var reader = SqliteCheckpointStore.OpenReadOnly(copy))
            Assert.NotNull(reader.Find(Lane));
        Assert.Equal(before, (Hash(copy), Hash(copy + "-wal")));
        await using (var store = Open(copy))
            Assert.NotNull(store.Find(Lane));
        Assert.False(File.Exists(copy + "-wal"));
    }

    [Fact]
    public async Task A_state_whose_making_was_cut_short_is_made_anew()
    {
        File.WriteAllBytes(StatePath + ".new", RandomNumberGenerator.GetBytes(5000));
        await MakeState();
        Assert.False(File.Exists(StatePath + ".new"));
    }

    [Fact]
    public async Task Two_names_of_one_state_have_one_lock()
    {
        await using var store = Open(StatePath);
        var link = _folder.File("link.db");
        File.CreateSymbolicLink(link, StatePath);
        Assert.Contains("held", Assert.Throws<StateException>(() => Open(link)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_files_are_the_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        var folder = _folder.File("made/here");
        await using var store = Open(Path.Combine(folder, "forwarder.db"));
        await store.BeginAsync(Lane, Start, TestContext.Current.CancellationToken);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        var files = Directory.GetFiles(folder);
        Assert.Equal(["forwarder.db", "forwarder.db-shm", "forwarder.db-wal", "forwarder.db.lock"], files.Select(Path.GetFileName).Order());
        foreach (var file in files)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private static SqliteCheckpointStore Open(string path) => SqliteCheckpointStore.Open(path, expectExisting: false, TimeProvider.System);

    private async Task MakeState()
    {
        await using var store = Open(StatePath);
        await store.BeginAsync(Lane, Start, TestContext.Current.CancellationToken);
    }

    private StateException AssertRefused(string word)
    {
        var before = File.Exists(StatePath) ? Hash(StatePath) : "";
        var error = Assert.Throws<StateException>(() => Open(StatePath));
        Assert.Contains(StatePath, error.Message, StringComparison.Ordinal);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(before, File.Exists(StatePath) ? Hash(StatePath) : "");
        // The lock must have been given back.
        Assert.Equal(error.Message, Assert.Throws<StateException>(() => Open(StatePath)).Message);
        return error;
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private static void Change(string path, string sql, bool create = false)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
