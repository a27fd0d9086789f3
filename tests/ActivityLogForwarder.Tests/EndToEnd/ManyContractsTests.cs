using System.Diagnostics;
using System.Globalization;
using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Tests.EndToEnd;

/// <summary>
/// Two thousand contracts, twenty of them busy. Time runs thirty times as fast as in the defaults (60 s and 10 min
/// between polls), and so does the rate of 50 a second, half of it for the totals of the overlap that are left out here.
/// </summary>
public sealed class ManyContractsTests(ITestOutputHelper output)
{
    private const int Contracts = 2000;
    private const int Busy = 20;
    private const int RequestsPerSecond = 50 * 30 / 2;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxPollInterval = TimeSpan.FromSeconds(20);

    // The machine may have much else to do.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, List<DateTime>> _polls = [];
    private LoggedRequest? _last;

    [Fact]
    public async Task Busy_contracts_are_polled_often_idle_ones_now_and_then_and_rechecks_keep_to_their_share()
    {
        await using var harness = await ForwarderHarness.StartAsync(options => options with { Contracts = SimulatorOptions.MadeUpContracts(Contracts), Events = 0 });
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["requestsPerSecond"] = RequestsPerSecond.ToString(CultureInfo.InvariantCulture),
            ["pollInterval"] = "2s",
            ["maxPollInterval"] = "20s",
            ["startFrom"] = "1m",
            // Without comparing the overlap, whoever asks for a total is a recheck.
            ["overlap"] = "0s",
        })
            harness.Source[key] = value;
        // More often than its share allows.
        harness.Completeness = "{ recheckEvery: 2s }";

        await using var forwarder = await harness.OpenAsync();
        using var stop = new CancellationTokenSource();
        var watch = Stopwatch.StartNew();
        var run = forwarder.RunAsync(stop.Token);
        var added = 0;
        var settled = TimeSpan.Zero;
        // How late this loop itself is at most: what the machine, not the forwarder, is late.
        var late = TimeSpan.Zero;
        while (settled == TimeSpan.Zero || watch.Elapsed < settled + MaxPollInterval + Slack)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"Only {_polls.Count} contracts were ever polled.");
            foreach (var contract in harness.Simulator.Contracts.Take(Busy))
                harness.Simulator.AddEvents(contract, Activity(DateTime.UtcNow));
            added += Busy;
            var before = watch.Elapsed;
            await Task.Delay(250, TestContext.Current.CancellationToken);
            late = new[] { late, watch.Elapsed - before }.Max();
            Take(harness.Simulator.Requests.Recent);
            if (settled == TimeSpan.Zero && _polls.Count == Contracts)
                settled = watch.Elapsed;
        }

        var end = DateTime.UtcNow;
        await stop.CancelAsync();
        await run;
        var counts = harness.Simulator.Requests.Counts;
        var rechecks = counts.Where(count => count.Key.Kind == RequestKind.Total).Sum(count => count.Value);
        var all = counts.Sum(count => count.Value);
        var busy = harness.Simulator.Contracts.Take(Busy).Max(contract => LongestGap(contract, end));
        var idle = harness.Simulator.Contracts.Skip(Busy).Max(contract => LongestGap(contract, end));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"All contracts polled after {settled.TotalSeconds:0.0} s; longest wait of a busy one {busy.TotalSeconds:0.0} s, of an idle one {idle.TotalSeconds:0.0} s; {all} requests in {watch.Elapsed.TotalSeconds:0.0} s, {rechecks} of them rechecks; {Environment.WorkingSet / 1_000_000} MB in this process, simulator and tests included."));

        Assert.InRange(busy, TimeSpan.Zero, (2 * PollInterval) + Slack + (10 * late));
        Assert.InRange(idle, TimeSpan.Zero, MaxPollInterval + Slack + (10 * late));
        Assert.InRange(rechecks, 1, (0.2 * RequestsPerSecond * watch.Elapsed.TotalSeconds) + 1);
        Assert.InRange(all, Contracts, (RequestsPerSecond * watch.Elapsed.TotalSeconds) + (RequestsPerSecond / 10.0));
        Assert.InRange(harness.Delivered().Count, added / 2, added);
        Assert.Equal(harness.Delivered().Count, harness.Delivered().Distinct().Count());
    }

    private void Take(IReadOnlyList<LoggedRequest> recent)
    {
        var known = Enumerable.Range(0, recent.Count).LastOrDefault(index => ReferenceEquals(recent[index], _last), -1);
        Assert.True(_last is null || known >= 0, "More requests came than the simulator keeps.");
        foreach (var request in recent.Skip(known + 1).Where(request => request.Kind == RequestKind.FirstPage))
        {
            if (!_polls.TryGetValue(request.Contract, out var polls))
                _polls[request.Contract] = polls = [];
            polls.Add(request.Time);
        }

        _last = recent.Count > 0 ? recent[^1] : null;
    }

    // A first poll that waits for all the others' first ones is none of these.
    private TimeSpan LongestGap(string contract, DateTime end)
    {
        var polls = _polls[contract].Append(end).ToList();
        return polls.Zip(polls.Skip(1), (one, next) => next - one).Max();
    }

    private static SimulatedEvent Activity(DateTime time) =>
        new(time, $$$"""{"@uuid":"{{{Guid.NewGuid()}}}","meta":{"time":"{{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}}"}}""");
}
