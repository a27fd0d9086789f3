using System.Diagnostics;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.File;

namespace ActivityLogForwarder.Tests.Sinks.File;

public sealed class DiskTroubleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_leaves_whole_lines_and_goes_on_once_there_is_room()
    {
        using var folder = new TemporaryFolder();
        if (!OperatingSystem.IsLinux() || !await RunAsync("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path))
            Assert.Skip("A small file system can be mounted by root alone, on Linux.");
        try
        {
            var log = folder.File("activity.jsonl");
            await System.IO.File.WriteAllBytesAsync(folder.File("ballast"), new byte[20_000], Token);
            await using var sink = new FileSink(new FileSinkOptions { Path = new Template(log) });
            await sink.WriteAsync(SomeBatch.OfBodies(new string('a', 100)), Token);
            var batch = SomeBatch.OfBodies(Enumerable.Range(0, 50).Select(_ => new string('b', 1000)));
            var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
            Assert.Equal("disk-full", failure.Code);
            Assert.False(batch.HasAccepted());
            Assert.Single(TemporaryFolder.Lines(log));

            System.IO.File.Delete(folder.File("ballast"));
            await sink.WriteAsync(batch, Token);
            Assert.Equal(51, TemporaryFolder.Lines(log).Count);
        }
        finally
        {
            await RunAsync("umount", folder.Path);
        }
    }

    [Fact]
    public async Task A_device_that_is_always_full_accepts_nothing()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("/dev/full is Linux's.");
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template("/dev/full") });
        var batch = SomeBatch.Of(3);
        Assert.Equal("disk-full", (await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask())).Code);
        Assert.False(batch.HasAccepted());
    }

    [Fact]
    public async Task A_named_pipe_is_refused()
    {
        using var folder = new TemporaryFolder();
        if (OperatingSystem.IsWindows() || !await RunAsync("mkfifo", folder.File("pipe")))
            Assert.Skip("There is no mkfifo.");
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(folder.File("pipe")) });
        Assert.Equal("not-a-file", (await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask())).Code);
    }

    private static async Task<bool> RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true });
        await process!.WaitForExitAsync(Token);
        return process.ExitCode == 0;
    }
}
