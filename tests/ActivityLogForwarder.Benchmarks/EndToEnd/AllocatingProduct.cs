using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>
/// The program's own account of what it allocates, by its metrics: between a part of the events and all of them, so that
/// start-up is left out. Everything counts: pages, mapping, sending, commits, and the metrics themselves.
/// </summary>
internal sealed class AllocatingProduct(string sinks) : IForwarder
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public string Name => ProductProcess.Name;

    public async Task<Result> RunAsync(BenchOptions options, Uri api, long events)
    {
        var metrics = new Uri($"http://127.0.0.1:{FreePort()}/metrics");
        var configuration = new ProductConfiguration(api, sinks, More: $"http: {{ listen: \"{metrics.Authority}\" }}");
        await using var product = await ProductProcess.StartAsync(options, configuration, isOnce: false).ConfigureAwait(false);
        var looks = await LookAsync(product.Child, metrics, events).ConfigureAwait(false);
        if (looks is not [var first, .., var last] || last.Delivered != events)
            throw await product.FailureAsync($"Metrics were seen {looks.Count} times").ConfigureAwait(false);
        return product.Measure(events) with { AllocatedPerEvent = (last.Allocated - first.Allocated) / (last.Delivered - first.Delivered) };
    }

    // From the first twentieth of the events on, when all buffers are there.
    private static async Task<List<(double Delivered, double Allocated)>> LookAsync(Child child, Uri metrics, long events)
    {
        var looks = new List<(double Delivered, double Allocated)>();
        using var client = new HttpClient();
        while (!child.HasExited && Stopwatch.GetElapsedTime(child.StartedAt) < Patience && (looks.Count == 0 || looks[^1].Delivered < events))
        {
            try
            {
                var text = await client.GetStringAsync(metrics).ConfigureAwait(false);
                if (Sum(text, "alf_events_delivered_total") is var delivered && delivered >= events / 20)
                    looks.Add((delivered, Sum(text, "dotnet_gc_allocated_bytes_total")));
            }
            catch (HttpRequestException)
            {
                // It has not got so far.
            }

            await Task.Delay(LookEvery).ConfigureAwait(false);
        }

        return looks;
    }

    private static double Sum(string metrics, string name) => metrics.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
