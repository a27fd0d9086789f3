using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Operations.Http;
using ActivityLogForwarder.Operations.Metrics;
using ActivityLogForwarder.Operations.Otlp;
using ActivityLogForwarder.Source;

namespace ActivityLogForwarder.Composition;

/// <summary>The whole forwarder, put together from its configuration.</summary>
public sealed class Forwarder : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);

    private readonly ForwarderOptions _options;
    private readonly TimeProvider _clock;
    private readonly ICheckpointStore _store;
    private readonly ForwarderMetrics _metrics;
    private readonly MetricsCollector _collector;
    private readonly ActivityLogSource _source;
    private readonly IReadOnlyList<SinkRoute> _routes;
    private readonly LaneContext _context;
    private readonly Pump _pump;
    private readonly ILoggerFactory _loggers;
    private readonly LaneReports _reports;
    private readonly Calendars _calendars;
    private readonly OtlpExport? _export;

    private Forwarder(ForwarderOptions options, ICheckpointStore store, ILoggerFactory loggers, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _loggers = loggers;
        _store = store;
        _metrics = new ForwarderMetrics(options.Metrics.PerContract);
        _collector = new MetricsCollector(_metrics);
        var shapes = new ShapeTree();
        _routes = Routes.Create(options, clock, shapes);
        _source = new ActivityLogSource(options.Source, options.Accounts, _routes.Count, _metrics, clock, shapes);
        var directory = new ContractDirectory(options.Accounts, _source.GetContractsAsync);
        _context = new LaneContext(_source, _store, _metrics, loggers.CreateLogger("Pump"), clock)
        {
            Overlap = options.Source.Overlap,
            IdsKept = options.Completeness.RecheckWindow,
            LiveWithin = (2 * options.Source.MaxPollInterval) + options.Source.Settle,
            MaxDeadLetterBytes = options.DeadLetters.MaxBytes,
        };
        _pump = new Pump(
            new PumpOptions
            {
                PollInterval = options.Source.PollInterval,
                MaxPollInterval = options.Source.MaxPollInterval,
                StartFrom = now => options.Source.StartFrom.Resolve(now),
                RecheckEvery = options.Completeness.RecheckEvery,
                RecheckWindow = options.Completeness.RecheckWindow,
                Keep = options.Completeness.Keep,
            },
            _context, _routes, directory.FindAsync);
        _reports = new LaneReports(_pump, _store, loggers.CreateLogger("State"));
        _calendars = new Calendars(_pump, _store, clock);
        _export = options.Otlp is null ? null
            : new OtlpExport(options.Otlp.Endpoint, options.Otlp.Tls, _metrics, Status, loggers.CreateLogger("Otlp"), clock);
    }

    /// <summary>Opens the state and puts the parts together; nothing is fetched yet.</summary>
    /// <exception cref="StateException">The state cannot be used.</exception>
    public static async Task<Forwarder> OpenAsync(ForwarderOptions options, ILoggerFactory loggers, TimeProvider clock)
    {
        var store = Stores.Open(options.State, clock);
        try
        {
            await Renames.TakeOverAsync(store, options.Sinks, loggers.CreateLogger("State")).ConfigureAwait(false);
            return new Forwarder(options, store, loggers, clock);
        }
        catch (Exception)
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Where it stands.</summary>
    public ForwarderStatus Status() => StatusPicture.OfPump(_options, _routes, _pump, _store, _clock.GetUtcNow().UtcDateTime) with
    {
        Calendar = _calendars.Of,
    };

    /// <summary>Serves the endpoints, if the configuration wants them, until disposed.</summary>
    /// <exception cref="ListenException">The port cannot be opened.</exception>
    public async Task<OperationsServer?> ServeAsync(CancellationToken cancellationToken) => _options.Http is null
        ? null
        : await OperationsServer.StartAsync(
            new OperationsOptions(_options.Http.Listen, _options.Http.Token), Status, _metrics, _collector, _loggers, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>Runs until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await using (_reports.Start())
            await _pump.RunAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Brings every contract and sink up to now.</summary>
    /// <returns>What could not be delivered or read; empty when all is done.</returns>
    public async Task<IReadOnlyList<string>> RunOnceAsync(TimeSpan? deadline, CancellationToken stop)
    {
        await using (_reports.Start())
            return await new OnceRun(_pump, _context).RunAsync(deadline, stop).ConfigureAwait(false);
    }

    /// <summary>Carries out a job in this process, which holds the state.</summary>
    /// <param name="job">New, or left in the state before.</param>
    /// <param name="stop">Leaves the job unfinished; it can be gone on with.</param>
    public async Task<Job> RunJobAsync(Job job, CancellationToken stop)
    {
        if (job.Number == 0)
            job = await _store.SaveJobAsync(job, stop).ConfigureAwait(false);
        using var abort = new CancellationTokenSource();
        await using var drain = stop.Register(() => abort.CancelAfter(Pump.DrainTime));
        // What is to be taken away is no lane of the pump's: nobody need be asked.
        if (job.Kind != JobKind.Prune)
            await _pump.DiscoverAsync(stop).ConfigureAwait(false);
        await using (_reports.Start())
        {
            var runner = new JobRunner(_pump, _context);
            var run = runner.RunAsync(job, stop, abort.Token);
            // What frees a sink that this job waits for is left by other commands meanwhile.
            while (await Task.WhenAny(run, Task.Delay(LookEvery, _clock, CancellationToken.None)).ConfigureAwait(false) != run)
            {
                if (runner.Next(reads: false) is { } other && other.Number != job.Number)
                    await runner.RunAsync(other, stop, abort.Token).ConfigureAwait(false);
            }

            return await run.ConfigureAwait(false);
        }
    }

    /// <summary>The job as it is written down; for one without a number yet, the newest.</summary>
    public Job? FindJob(Job job) => job.Number == 0 ? _store.Jobs() is [.., var newest] ? newest : null
        : _store.Jobs().FirstOrDefault(left => left.Number == job.Number);

    public async ValueTask DisposeAsync()
    {
        _export?.Dispose();
        _source.Dispose();
        foreach (var route in _routes)
            await route.Sink.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
        _collector.Dispose();
        _metrics.Dispose();
    }
}
