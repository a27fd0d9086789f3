using System.Net;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Source;

namespace ActivityLogForwarder.Benchmarks.Micro;

/// <summary>One page of the simulator, and its events.</summary>
internal static class Events
{
    /// <summary>Events of a page.</summary>
    public const int Count = 1000;

    public static readonly Contract Contract = new("main", "31990001");

    public static byte[] Page()
    {
        var options = new SimulatorOptions { Events = Count, End = new DateTimeOffset(2026, 6, 2, 0, 0, 0, TimeSpan.Zero) };
        return Task.Run(async () =>
        {
            await using var simulator = await ActivityLogSimulator.StartAsync(options, CancellationToken.None).ConfigureAwait(false);
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Authorization = new("Bearer", "bench");
            return await client.GetByteArrayAsync(
                new Uri(simulator.Url, $"activitylog/v1/contracts/{Contract.Number}?limit={Count}")).ConfigureAwait(false);
        }).GetAwaiter().GetResult();
    }

    /// <summary>The events of a page, which lie in it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="shapes">Shapes known already; null: none.</param>
    public static ActivityEvent[] Of(byte[] page, ShapeTree? shapes = null)
    {
        if (!ApiPage.TryParse(new Answer(HttpStatusCode.OK, page, page.Length), shapes ?? new ShapeTree(), out var parsed))
            throw new InvalidOperationException("No page.");
        foreach (var hit in parsed.Hits)
            hit.Event.FoundIn(Contract, hit.Event.Time);
        return [.. parsed.Hits.Select(hit => hit.Event)];
    }
}
