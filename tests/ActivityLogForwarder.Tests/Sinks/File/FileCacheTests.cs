using System.Diagnostics;
using System.Globalization;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.File;

namespace ActivityLogForwarder.Tests.Sinks.File;

/// <summary>What of a file stays in the system's cache, as <c>fincore</c> of util-linux tells.</summary>
public sealed class FileCacheTests : IDisposable
{
    private const int BatchBytes = 1_100_001;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_large_file_leaves_the_cache_but_for_its_end()
    {
        SkipWhereNothingIsDropped();
        var log = _folder.File("activity.jsonl");
        await WriteAsync(log, batches: 60);
        Assert.Equal(60L * BatchBytes, new FileInfo(log).Length);
        // The system keeps a block of pages, of up to 2 MiB, of which a part is to stay.
        Assert.InRange(await CachedAsync(log), AppendFile.CachedBytes, AppendFile.CachedBytes + AppendFile.CacheStep + BatchBytes + (2 << 20));
    }

    private static async Task WriteAsync(string path, int batches)
    {
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(path) });
        for (var i = 0; i < batches; i++)
            await sink.WriteAsync(SomeBatch.OfBodies(new string('x', BatchBytes - 1)), Token);
    }

    private static async Task<long> CachedAsync(string file)
    {
        using var process = Process.Start(
            new ProcessStartInfo("fincore", ["--bytes", "--noheadings", "--output", "RES", file]) { RedirectStandardOutput = true })!;
        var cached = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return long.Parse(cached, CultureInfo.InvariantCulture);
    }

    private void SkipWhereNothingIsDropped()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Only Linux is told.");
        if (new DriveInfo(_folder.Path).DriveFormat is "tmpfs" or "ramfs")
            Assert.Skip("The temporary folder lies in memory.");
    }
}
