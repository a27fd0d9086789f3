using System.Globalization;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Source;
using ActivityLogForwarder.State.Sqlite;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Some;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActivityLogForwarder.Tests.EndToEnd;

/// <summary>
/// Sinks of different speed over a backlog of many windows, from the simulator through the source and the pump's lanes into
/// a state. The lanes' clock stands but where a test moves it, so that no machine is too slow for how far they keep together.
/// </summary>
public sealed class SideBySideTests : IAsyncDisposable
{
    /// <summary>Events, of which a window holds some 2,000.</summary>
    private const int Backlog = 44_000;

    private static readonly DateTimeOffset End = DateTimeOffset.UtcNow.AddMinutes(-1);

    private readonly string _folder = Directory.CreateTempSubdirectory("alf-test-").FullName;
    private readonly List<IAsyncDisposable> _opened = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ForwarderMetrics _metrics = new();
    private readonly ManualClock _clock = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var opened in Enumerable.Reverse(_opened))
            await opened.DisposeAsync();
        _metrics.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Three_sinks_of_different_speed_get_everything_from_about_one_walk_a_window()
    {
        var alone = await WalksOfOneSinkAsync();
        var simulator = await StartAsync();
        var fast = new PacedSink();
        // The slowest there can be: it takes nothing until another lane waits for its own, or is done.
        var slow = new PacedSink(async stop =>
        {
            while (_clock.Timers == 0 && fast.Accepted.Count < Backlog)
                await Task.Delay(1, stop);
        });
        PacedSink[] sinks = [fast, new(YieldAsync), slow];
        await Task.WhenAll(await RunAsync(simulator, sinks)).WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        Assert.All(sinks, sink => AssertHasAll(simulator, sink));
        Assert.InRange(Walks(simulator), 1, (alone * 3 / 2) - 1);
    }

    /// <summary>Waiting for the sink that does not answer ends once for all when it has taken too long for its first window.</summary>
    [Fact]
    public async Task A_sink_that_never_answers_holds_two_others_back_for_its_first_window_only()
    {
        var alone = await WalksOfOneSinkAsync();
        var simulator = await StartAsync();
        PacedSink[] sinks = [new(), new(YieldAsync), new(stop => Task.Delay(Timeout.Infinite, stop))];
        var runs = await RunAsync(simulator, sinks);
        var others = Task.WhenAll(runs.Take(2));
        var waited = TimeSpan.Zero;
        while (!others.IsCompleted)
        {
            // Both wait, and for the third alone.
            await Eventually.TrueAsync(() => others.IsCompleted || _clock.Timers == 2);
            if (others.IsCompleted)
                break;
            _clock.Advance(LanePace.Patience);
            waited += LanePace.Patience;
        }

        await others;
        Assert.All(sinks.Take(2), sink => AssertHasAll(simulator, sink));
        Assert.Empty(sinks[2].Accepted);
        Assert.InRange(waited, LanePace.Patience, 3 * LanePace.Patience);
        Assert.InRange(Walks(simulator), 1, (alone * 3 / 2) - 1);
        await _stop.CancelAsync();
        await runs[2].WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
    }

    private async Task<long> WalksOfOneSinkAsync()
    {
        var simulator = await StartAsync();
        var sink = new PacedSink();
        await Task.WhenAll(await RunAsync(simulator, [sink])).WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        AssertHasAll(simulator, sink);
        Assert.True(Walks(simulator) >= 20, $"{Walks(simulator)} walks are no backlog of 20 windows.");
        return Walks(simulator);
    }

    private async Task<ActivityLogSimulator> StartAsync()
    {
        var simulator = await ActivityLogSimulator.StartAsync(new SimulatorOptions { Events = Backlog, End = End });
        _opened.Add(simulator);
        return simulator;
    }

    /// <summary>Lets a lane to each sink walk the whole of the simulator's past.</summary>
    private async Task<IReadOnlyList<Task>> RunAsync(ActivityLogSimulator simulator, IReadOnlyList<PacedSink> sinks)
    {
        var contract = new Contract("main", simulator.Contracts.Single());
        var store = SqliteCheckpointStore.Open(
            Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_opened.Count}.db")), expectExisting: false, TimeProvider.System);
        _opened.Add(store);
        var source = new ActivityLogSource(
            new SourceOptions { Url = simulator.Url, RequestsPerSecond = 5000, Settle = TimeSpan.FromSeconds(1) },
            [new AccountOptions("main") { Token = Secret.FromText("any") }], sinks.Count, _metrics, TimeProvider.System);
        _opened.Add(new Closing(source));
        var context = new LaneContext(source, store, _metrics, NullLogger.Instance, _clock)
        {
            Overlap = TimeSpan.Zero,
            IdsKept = TimeSpan.FromDays(1),
            LiveWithin = TimeSpan.FromDays(2),
            MaxDeadLetterBytes = long.MaxValue,
        };
        var options = new PumpOptions
        {
            PollInterval = TimeSpan.FromMinutes(1),
            MaxPollInterval = TimeSpan.FromMinutes(10),
            StartFrom = _ => Window.FloorToHour(End.UtcDateTime.AddHours(-25)),
            RecheckWindow = TimeSpan.FromDays(1),
            RecheckEvery = TimeSpan.FromHours(1),
            Keep = TimeSpan.FromDays(400),
        };
        var routes = sinks.Select((sink, index) => new SinkRoute(
            string.Create(CultureInfo.InvariantCulture, $"sink-{index}"), sink, new CopyMapper(), new Gate(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), _clock)));
        var pump = new Pump(options, context, [.. routes], _ => Task.FromResult(new ContractsFound([contract], [])));
        Assert.True(await pump.DiscoverAsync(default));
        var poll = pump.Polls.Single();
        foreach (var lane in poll.Lanes)
            lane.Target = Window.FloorToSecond(End.UtcDateTime).AddSeconds(1);
        return [.. poll.Lanes.Select(lane => Task.Run(() => pump.RunLaneAsync(poll, lane, _stop.Token, _stop.Token)))];
    }

    private static void AssertHasAll(ActivityLogSimulator simulator, PacedSink sink)
    {
        var truth = simulator.Events(simulator.Contracts.Single()).Where(logged => logged.Time < End).Select(logged => logged.Id);
        Assert.Equal(truth.Order(StringComparer.Ordinal), sink.Accepted.Order(StringComparer.Ordinal));
    }

    private static long Walks(ActivityLogSimulator simulator) =>
        simulator.Requests.Counts.Where(count => count.Key.Kind == RequestKind.FirstPage).Sum(count => count.Value);

    private static async Task YieldAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < 50; i++)
            await Task.Yield();
    }

    /// <summary>A sink that accepts everything after it has waited for something.</summary>
    private sealed class PacedSink(Func<CancellationToken, Task>? before = null) : ISink
    {
        public List<string> Accepted { get; } = [];

        public bool IsConfirmed => true;

        public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
        {
            await (before ?? (_ => Task.CompletedTask))(cancellationToken);
            foreach (var payload in batch.Items.ToArray())
                Accepted.Add(payload.Event.Id.ToString());
            batch.Results.Span.Fill(WriteResult.Accepted);
        }

        public ValueTask CheckAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Closing(IDisposable disposable) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            disposable.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
