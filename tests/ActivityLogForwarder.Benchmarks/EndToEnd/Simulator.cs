using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The API made up, as a process of its own: one contract, all events within one day long past.</summary>
internal sealed class Simulator : IDisposable
{
    /// <summary>The day's end: whoever reads the day needs no window that is still open.</summary>
    public const string End = "2026-06-02T00:00:00Z";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Child _child;

    private Simulator(Child child, Uri url) => (_child, Url) = (child, url);

    public Uri Url { get; }

    public static async Task<Simulator> StartAsync(BenchOptions options, long events)
    {
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var child = Child.Start(
            options.Program,
            ["simulate", "--port", port.ToString(CultureInfo.InvariantCulture), "--events", events.ToString(CultureInfo.InvariantCulture), "--end", End],
            Path.Combine(options.Folder, "simulator.log"));
        using var client = new HttpClient();
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"), patience.Token).ConfigureAwait(false);
                return new Simulator(child, new Uri($"http://127.0.0.1:{port}"));
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, patience.Token).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _child.Dispose();
}
