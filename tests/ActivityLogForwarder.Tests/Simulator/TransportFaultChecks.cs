using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;

namespace ActivityLogForwarder.Tests.Simulator;

/// <summary>What happens to a good answer on its way, under each fault.</summary>
internal static class TransportFaultChecks
{
    private const string Query = "limit=100";

    public static readonly Dictionary<string, Func<Bench, Task>> All = new()
    {
        ["cut-off"] = async bench =>
        {
            var (good, bad) = await SecondAsync(bench, "cut-off=2");
            Assert.Equal(good.Body[..(good.Body.Length / 2)], bad.Body);
            Assert.ThrowsAny<JsonException>(() => bad.Json);
        },
        ["wrong-type"] = async bench =>
        {
            var (good, bad) = await SecondAsync(bench, "wrong-type=2");
            Assert.Equal(good.Body, bad.Body);
            Assert.Equal("text/plain; charset=iso-8859-1", bad.Response.Content.Headers.ContentType!.ToString());
        },
        ["bom"] = async bench =>
        {
            var (good, bad) = await SecondAsync(bench, "bom=2");
            Assert.Equal([0xEF, 0xBB, 0xBF, .. good.Body], bad.Body);
        },
        ["gzip"] = async bench =>
        {
            var (good, bad) = await SecondAsync(bench, "gzip=2");
            Assert.Equal(["gzip"], bad.Response.Content.Headers.ContentEncoding);
            using var plain = new MemoryStream();
            await using (var gzip = new GZipStream(new MemoryStream(bad.Body), CompressionMode.Decompress))
                await gzip.CopyToAsync(plain, Bench.Cancel);
            Assert.Equal(good.Body, plain.ToArray());
        },
        ["reset"] = async bench =>
        {
            var good = await bench.PageAsync(Query);
            bench.Simulator.Faults.Enable("reset=2");
            Assert.Equal(good.Body, (await bench.PageAsync(Query)).Body);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => bench.PageAsync(Query));
            Assert.Equal(good.Body, (await bench.PageAsync(Query)).Body);
        },
        ["drip"] = bench => SlowAsync(bench, "drip"),
        ["hang"] = bench => SlowAsync(bench, "hang"),
    };

    /// <summary>With the fault on the first answer is good, the second is not.</summary>
    private static async Task<(Answer Good, Answer Bad)> SecondAsync(Bench bench, string fault)
    {
        bench.Simulator.Faults.Enable(fault);
        return (await bench.PageAsync(Query), await bench.PageAsync(Query));
    }

    private static async Task SlowAsync(Bench bench, string fault)
    {
        var good = await bench.PageAsync(Query);
        bench.Simulator.Faults.Enable(fault + "=200ms:always");
        var watch = Stopwatch.StartNew();
        Assert.Equal(good.Body, (await bench.PageAsync(Query)).Body);
        // A lower bound only: how much slower a busy machine makes it does not matter.
        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(150), $"It took {watch.Elapsed}.");
    }
}
