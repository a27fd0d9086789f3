using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The API made up, as a process of its own: all events within one day long past.</summary>
internal sealed class Simulator : IDisposable
{
    /// <summary>The day's end: whoever reads the day needs no window that is still open.</summary>
    public const string End = "2026-06-02T00:00:00Z";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Child _child;

    private Simulator(Child child, Uri url) => (_child, Url) = (child, url);

    public Uri Url { get; }

    /// <param name="options">Where its log goes.</param>
    /// <param name="events">How many events, over all contracts.</param>
    /// <param name="contracts">How many contracts, from 31990001 on.</param>
    public static async Task<Simulator> StartAsync(BenchOptions options, long events, int contracts)
    {
        var log = Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"simulator-{events}-{contracts}.log"));
        File.Delete(log);
        var child = Child.Start(
            Environment.ProcessPath!,
            [
                typeof(Simulator).Assembly.Location, "simulate", events.ToString(CultureInfo.InvariantCulture), End,
                contracts.ToString(CultureInfo.InvariantCulture), Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            ],
            log,
            RuntimeSettings.Frugal);
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var printed = File.Exists(log) ? await File.ReadAllTextAsync(log, patience.Token).ConfigureAwait(false) : "";
            if (printed.EndsWith('\n') && int.TryParse(printed, CultureInfo.InvariantCulture, out var port))
                return new Simulator(child, new Uri($"http://127.0.0.1:{port}"));
            if (child.HasExited)
                throw new InvalidOperationException("The simulator ended: " + printed);
            await Task.Delay(50, patience.Token).ConfigureAwait(false);
        }
    }

    public void Dispose() => _child.Dispose();
}
