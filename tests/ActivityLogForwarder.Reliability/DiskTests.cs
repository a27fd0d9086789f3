using System.Net;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.Reliability;

/// <summary>Disks that are full, that fail, and that lose power. <c>ALF_STORE</c> says which store keeps the state.</summary>
public sealed partial class DiskTests
{
    private const int Events = 30_000;

    [Fact]
    public async Task A_full_disk_stops_delivery_and_it_goes_on_by_itself_when_there_is_room()
    {
        await using var installation = await Installation.StartAsync(Events, contracts: 2);
        installation.Configure(more: "http: { listen: \"127.0.0.1:0\" }", batch: 100, store: Store.Chosen.Name);
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(installation.State)!).FullName;
        if (!await Shell.TriesAsync("mount", "-t", "tmpfs", "-o", "size=32m,mode=0700", "tmpfs", folder))
            Assert.Skip("Only root can mount a small file system.");
        try
        {
            var ballast = Path.Combine(folder, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[63 << 19], TestContext.Current.CancellationToken);
            await using var run = installation.Start("run");
            await run.SaysAsync("Serving status, health and metrics at ");
            using var client = new HttpClient { BaseAddress = new Uri(Address().Match(run.Errors).Value) };
            await run.SaysAsync("the disk is full");
            await Shell.UntilAsync(async () => await StatusAsync(client, "/readyz") == HttpStatusCode.ServiceUnavailable, () => run.Errors);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/healthz"));
            Assert.InRange(installation.Indexed.Count, 0, Events - 1);

            File.Delete(ballast);
            await Shell.UntilAsync(() => Task.FromResult(installation.Indexed.Count == Events && installation.Archived.Distinct().Count() == Events), () => run.Errors);
            await Shell.UntilAsync(async () => await StatusAsync(client, "/readyz") == HttpStatusCode.OK, () => run.Errors);
            run.Terminate();
            Assert.Equal(0, (await run.FinishAsync()).ExitCode);
            await AssertWholeAsync(installation);
        }
        finally
        {
            await Shell.RunAsync("umount", "-l", folder);
        }
    }

    /// <summary>The calls fail for a while: what they should have written or flushed is not taken for written.</summary>
    [Theory]
    [InlineData("pwrite64", "error=ENOSPC:when=8..20", true)]
    [InlineData("pwrite64", "error=EIO:when=8..20", true)]
    [InlineData("fsync,fdatasync", "error=EIO:when=4..9", true)]
    [InlineData("pwrite64,write", "error=EIO:when=4..9", false)]
    [InlineData("pwrite64,write", "error=ENOSPC:when=4..9", false)]
    [InlineData("fsync,fdatasync", "error=EIO:when=3..8", false)]
    public async Task Whatever_the_disk_refuses_for_a_while_nothing_is_missing(string calls, string tampering, bool state)
    {
        Tracer.Require();
        await using var installation = await Installation.StartAsync(Events, contracts: 2);
        installation.Configure(batch: 100, store: Store.Chosen.Name);
        await using var run = installation.StartUnder(Tracer.Command(calls, tampering, state ? Store.Chosen.LogOf(installation.State) : installation.Archive), "run");
        await Shell.UntilAsync(() => Task.FromResult(run.HasExited || installation.Indexed.Count == Events), () => run.Errors);
        await run.KillTracedAsync();
        await AssertWholeAsync(installation);
    }

    /// <summary>
    /// The state and the file lie on a disk that loses power again and again: what it holds then is what had been flushed.
    /// </summary>
    [Fact]
    public async Task What_the_state_says_is_written_is_on_the_disk_when_the_power_goes()
    {
        var random = new Random(7);
        await using var installation = await Installation.StartAsync(Events, contracts: 2);
        var images = Directory.CreateTempSubdirectory("alf-disk-").FullName;
        var disk = Path.Combine(images, "disk");
        try
        {
            await using (var file = File.Create(disk))
                file.SetLength(96 << 20);
            if (!await Shell.TriesAsync("mkfs.ext4", "-q", "-F", disk) || !await MountAsync(disk, installation.Folder))
                Assert.Skip("Only root can mount a disk's image, where there are loop devices.");
            for (var cut = 0; cut < 6; cut++)
            {
                installation.Configure(batch: 100, store: Store.Chosen.Name);
                await using var run = installation.Start("run");
                var until = installation.Elasticsearch.Requests + random.Next(1, 30);
                await Shell.UntilAsync(() => Task.FromResult(installation.Elasticsearch.Requests >= until), () => run.Errors);
                // What has not been flushed by now never will be.
                run.Pause();
                await Shell.RunAsync("cp", "--sparse=always", disk, disk + ".after");
                await run.KillAsync();
                await Shell.RunAsync("umount", "-l", installation.Folder);
                File.Move(disk + ".after", disk, overwrite: true);
                Assert.True(await MountAsync(disk, installation.Folder));
            }

            installation.Configure(store: Store.Chosen.Name);
            await AssertWholeAsync(installation);
        }
        finally
        {
            await Shell.TriesAsync("umount", "-l", installation.Folder);
            Directory.Delete(images, recursive: true);
        }
    }

    private static Task<bool> MountAsync(string image, string folder) =>
        // Nothing is written back by the system on its own account.
        Shell.TriesAsync("mount", "-o", "loop,commit=300", image, folder);

    private static async Task AssertWholeAsync(Installation installation)
    {
        await installation.RunAsync(0, "run", "--once");
        Same.AtLeastOnce(installation.Truth, installation.Archived);
        Same.Once(installation.Truth, installation.Indexed);
        await installation.RunAsync(0, "verify", "--full");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/?")]
    private static partial Regex Address();
}
