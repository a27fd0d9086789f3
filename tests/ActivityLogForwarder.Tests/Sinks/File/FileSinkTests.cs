using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.File;

namespace ActivityLogForwarder.Tests.Sinks.File;

public sealed class FileSinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Log => _folder.File("activity.jsonl");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("torn", "")]
    [InlineData("one\n", "one\n")]
    [InlineData("one\ntwo\nto", "one\ntwo\n")]
    [InlineData("one\n\n", "one\n\n")]
    [InlineData("one\n\0\0\0\0", "one\n")]
    public async Task A_torn_last_line_is_cut_off_and_no_whole_one(string there, string kept)
    {
        await System.IO.File.WriteAllTextAsync(Log, there, Token);
        await WriteAsync(Log, SomeBatch.OfBodies("new"));
        Assert.Equal(kept + "new\n", await System.IO.File.ReadAllTextAsync(Log, Token));
    }

    [Theory]
    [InlineData(64 * 1024 - 1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(3_000_000)]
    public async Task A_torn_line_of_any_length_is_cut_off(int length)
    {
        await System.IO.File.WriteAllTextAsync(Log, "one\n" + new string('x', length), Token);
        await WriteAsync(Log, SomeBatch.OfBodies("new"));
        Assert.Equal("one\nnew\n", await System.IO.File.ReadAllTextAsync(Log, Token));
    }

    [Fact]
    public async Task Files_and_new_folders_are_for_the_user_alone()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no such modes.");
        var file = _folder.File("a/b/activity.jsonl");
        await WriteAsync(file, SomeBatch.Of(1));
        Assert.Equal("0600", Mode(file));
        Assert.Equal("0700", Mode(_folder.File("a")));
        Assert.Equal("0700", Mode(_folder.File("a/b")));
    }

    [Fact]
    public async Task A_mode_that_was_given_stays()
    {
        await System.IO.File.WriteAllTextAsync(Log, "", Token);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        System.IO.File.SetUnixFileMode(Log, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await WriteAsync(Log, SomeBatch.Of(1));
        Assert.Equal("0640", Mode(Log));
    }

    [Fact]
    public async Task The_path_follows_contract_account_and_time_of_each_event()
    {
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(_folder.File("{account}/{contract}/{date}-{yyyy.MM}.jsonl")) });
        var batch = SomeBatch.From(
            new Contract("main", "123"),
            new[] { 0, 23, 24, 23 }.Select((hour, number) => ($"{number}", $"{number}", new DateTime(2026, 10, 31, 0, 0, 0, DateTimeKind.Utc).AddHours(hour))));
        await sink.WriteAsync(batch, Token);
        Assert.Equal(["0", "1", "3"], TemporaryFolder.Lines(_folder.File("main/123/2026-10-31-2026.10.jsonl")));
        Assert.Equal(["2"], TemporaryFolder.Lines(_folder.File("main/123/2026-11-01-2026.11.jsonl")));
    }

    [Theory]
    [InlineData("main", "../../etc/x")]
    [InlineData("main", "..")]
    [InlineData("main", "")]
    [InlineData("main", "1\0")]
    [InlineData("a/b", "1")]
    public async Task No_name_leads_out_of_the_folder(string account, string contract)
    {
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(_folder.File("{account}/{contract}")) });
        var batch = SomeBatch.Of(1, new Contract(account, contract));
        Assert.Equal("unsafe-name", (await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask())).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_file_moved_removed_or_cut_by_others_is_opened_again()
    {
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(Log) });
        await sink.WriteAsync(SomeBatch.OfBodies("one"), Token);
        System.IO.File.Move(Log, Log + ".old");
        await sink.WriteAsync(SomeBatch.OfBodies("two"), Token);
        Assert.Equal(["one"], TemporaryFolder.Lines(Log + ".old"));
        Assert.Equal(["two"], TemporaryFolder.Lines(Log));

        System.IO.File.Move(Log, Log + ".older");
        await System.IO.File.WriteAllTextAsync(Log, "", Token);
        await sink.WriteAsync(SomeBatch.OfBodies("three"), Token);
        Assert.Equal(["three"], TemporaryFolder.Lines(Log));

        System.IO.File.Delete(Log);
        await sink.WriteAsync(SomeBatch.OfBodies("four"), Token);
        Assert.Equal(["four"], TemporaryFolder.Lines(Log));

        await System.IO.File.WriteAllTextAsync(Log, "", Token);
        await sink.WriteAsync(SomeBatch.OfBodies("five"), Token);
        Assert.Equal(["five"], TemporaryFolder.Lines(Log));
    }

    [Fact]
    public async Task A_link_is_followed()
    {
        System.IO.File.CreateSymbolicLink(Log, _folder.File("target.jsonl"));
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(Log) });
        await sink.WriteAsync(SomeBatch.OfBodies("one"), Token);
        await sink.WriteAsync(SomeBatch.OfBodies("two"), Token);
        Assert.Equal(["one", "two"], TemporaryFolder.Lines(_folder.File("target.jsonl")));
    }

    [Fact]
    public async Task Rotation_sets_full_files_aside_and_keeps_so_many()
    {
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(Log), RotateAtBytes = 10, Keep = 2 });
        foreach (var line in new[] { "1111", "2222", "3333", "a line longer than the limit", "4444", "5555", "6666" })
            await sink.WriteAsync(SomeBatch.OfBodies(line), Token);
        Assert.Equal(["6666"], TemporaryFolder.Lines(Log));
        Assert.Equal(["4444", "5555"], TemporaryFolder.Lines(Log + ".1"));
        Assert.Equal(["a line longer than the limit"], TemporaryFolder.Lines(Log + ".2"));
        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public async Task No_more_than_so_many_files_stay_open()
    {
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(_folder.File("{contract}")), Fsync = false });
        for (var round = 0; round < 2; round++)
        {
            for (var number = 0; number < FileSink.MaxOpenFiles + 20; number++)
                await sink.WriteAsync(SomeBatch.Of(1, new Contract("main", $"{number}")), Token);
        }

        Assert.Equal(FileSink.MaxOpenFiles, sink.OpenFileCount);
        Assert.All(Directory.GetFiles(_folder.Path), file => Assert.Equal(2, TemporaryFolder.Lines(file).Count));
    }

    [Fact]
    public async Task Many_batches_at_once_stand_one_after_the_other()
    {
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(Log), Fsync = false });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var number = 0; number < 200; number++)
                    await sink.WriteAsync(SomeBatch.Of(3, new Contract("main", $"{writer}"), $"{number}"), Token);
            },
            Token)));
        var lines = TemporaryFolder.Lines(Log);
        Assert.Equal(8 * 200 * 3, lines.Distinct().Count());
        Assert.Equal(8 * 200 * 3, lines.Count);
    }

    [Fact]
    public async Task Two_sinks_do_not_share_a_file_but_may_follow_each_other()
    {
        var first = new FileSink(new FileSinkOptions { Path = new Template(Log) });
        await using var second = new FileSink(new FileSinkOptions { Path = new Template(Log) });
        await first.WriteAsync(SomeBatch.OfBodies("one"), Token);
        Assert.Equal("file-in-use", (await Assert.ThrowsAsync<SinkException>(() => second.WriteAsync(SomeBatch.OfBodies("x"), Token).AsTask())).Code);
        await first.DisposeAsync();
        await second.WriteAsync(SomeBatch.OfBodies("two"), Token);
        Assert.Equal(["one", "two"], TemporaryFolder.Lines(Log));
    }

    [Fact]
    public async Task Without_flushing_it_is_not_confirmed()
    {
        await using var flushing = new FileSink(new FileSinkOptions { Path = new Template(Log) });
        await using var lax = new FileSink(new FileSinkOptions { Path = new Template(Log), Fsync = false });
        Assert.True(flushing.IsConfirmed);
        Assert.False(lax.IsConfirmed);
    }

    [Fact]
    public async Task A_check_creates_nothing_and_sees_what_is_in_the_way()
    {
        await using var fine = new FileSink(new FileSinkOptions { Path = new Template(_folder.File("new/{contract}/x.jsonl")) });
        await fine.CheckAsync(Token);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        await System.IO.File.WriteAllTextAsync(Log, "torn", Token);
        await using var blocked = new FileSink(new FileSinkOptions { Path = new Template(Path.Combine(Log, "x.jsonl")) });
        Assert.Equal("access-denied", (await Assert.ThrowsAsync<SinkException>(() => blocked.CheckAsync(Token).AsTask())).Code);
        await using var there = new FileSink(new FileSinkOptions { Path = new Template(Log) });
        await there.CheckAsync(Token);
        Assert.Equal("torn", await System.IO.File.ReadAllTextAsync(Log, Token));
    }

    [Fact]
    public void The_options_have_their_defaults_and_limits()
    {
        var options = FileSinkOptions.From(SomeValues.Of(FileSinkOptions.Description, ("path", "x")));
        Assert.True(options.Fsync);
        Assert.Null(options.RotateAtBytes);
        Assert.NotEmpty(SomeValues.Errors(FileSinkOptions.Description, ("path", "folder/")));
        var rotate = FileSinkOptions.Description.Options.Single(option => option.Key == "rotate").Group!;
        Assert.NotEmpty(SomeValues.Errors(rotate, ("keep", 3L)));
        Assert.Empty(SomeValues.Errors(rotate, ("keep", 3L), ("maxBytes", 1000L)));
    }

    private static async Task WriteAsync(string path, Batch batch)
    {
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(path) });
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
    }

    private static string Mode(string path) =>
        OperatingSystem.IsWindows() ? "" : "0" + Convert.ToString((int)System.IO.File.GetUnixFileMode(path), 8);
}
