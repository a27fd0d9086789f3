using System.Collections.Concurrent;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Source;

/// <summary>The Activity Log API as an event source.</summary>
public sealed class ActivityLogSource : IEventSource, IDisposable
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private const int MaxHalvings = 6;

    private static readonly TimeSpan CountKept = TimeSpan.FromSeconds(15);

    private readonly SourceOptions _options;
    private readonly ForwarderMetrics _metrics;
    private readonly ApiClient _client;
    private readonly ReadCache _cache;
    private readonly Dictionary<string, AccountSession> _sessions;
    private readonly ConcurrentDictionary<Contract, ConcurrentDictionary<DateTime, SplitPlan>> _plans = new();
    private readonly Dictionary<Contract, (Window Window, Task<long?> Task, long At)> _counts = [];
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();

    /// <param name="options">The section <c>source</c>.</param>
    /// <param name="accounts">The section <c>accounts</c>.</param>
    /// <param name="readers">How many sinks read, at most: for each of them a read is worth keeping for a moment.</param>
    /// <param name="metrics">Where requests and windows are counted.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="shapes">The shapes of events seen by whoever maps them; null: nobody does.</param>
    public ActivityLogSource(
        SourceOptions options, IReadOnlyList<AccountOptions> accounts, int readers, ForwarderMetrics metrics, TimeProvider clock,
        ShapeTree? shapes = null)
    {
        _options = options;
        _clock = clock;
        _metrics = metrics;
        _client = new ApiClient(options, clock);
        _cache = new ReadCache(readers, clock);
        shapes ??= new ShapeTree();
        _sessions = accounts.ToDictionary(account => account.Name, account => new AccountSession(account, options, _client, shapes, metrics, clock));
    }

    public DateTime LatestEnd(Contract contract) => Window.FloorToSecond(Session(contract).EarlierNow() - _options.Settle);

    /// <summary>Asks for the contracts that an account can read.</summary>
    /// <exception cref="SourceException">No list came.</exception>
    public Task<IReadOnlyList<string>> GetContractsAsync(string account, CancellationToken cancellationToken) =>
        _sessions[account].GetContractsAsync(cancellationToken);

    public Task<WindowRead> ReadAsync(Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken) =>
        // A walk belongs to all who wait for it; it ends with the source, not with one of them.
        _cache.GetAsync(contract, window, () => WalkAsync(contract, window, priority, _stop.Token), cancellationToken);

    public Task<long?> CountAsync(Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken)
    {
        lock (_counts)
        {
            // All lanes of a contract ask for the same at the same tick.
            if (!_counts.TryGetValue(contract, out var count) || count.Window != window || count.Task.IsFaulted || _clock.GetElapsedTime(count.At) > CountKept)
                _counts[contract] = count = (window, Task.Run(() => CountAllAsync(contract, window, priority, MaxHalvings, _stop.Token), CancellationToken.None), _clock.GetTimestamp());
            return count.Task.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _cache.Dispose();
        foreach (var session in _sessions.Values)
            session.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task<WindowRead> WalkAsync(
        Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken)
    {
        using var span = ForwarderTraces.StartWalk(contract, window);
        try
        {
            var read = await ReadFirstPartAsync(contract, window, priority, cancellationToken).ConfigureAwait(false);
            span?.SetTag("events", read.Events.Count).SetTag("trusted", read.IsTrusted).SetTag("saturated", read.IsSaturated)
                .SetTag("read", read.Window.ToString());
            return read;
        }
        catch (SourceException exception)
        {
            span.Fail(exception.Code);
            throw;
        }
    }

    private async Task<WindowRead> ReadFirstPartAsync(
        Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken)
    {
        var session = Session(contract);
        var reader = new WindowReader(new Walker(session, contract, priority), contract) { OnSecondWalk = () => _metrics.WalkRetry(contract) };
        var plan = PlanFor(contract, window);
        var part = plan.First(window);
        while (true)
        {
            var read = await reader.ReadAsync(part, cancellationToken).ConfigureAwait(false);
            // The answer's Date may have shown that the API's clock is behind ours: then the window was not frozen.
            var latest = LatestEnd(contract);
            if (part.End > latest)
            {
                read.Dispose();
                if (latest <= part.Start)
                    return new WindowRead(new Window(part.Start, part.Start), [], null);
                part = new Window(part.Start, latest);
                continue;
            }

            if (read.IsWhole || part.Length <= OneSecond)
            {
                Remember(contract, plan, window, part, read);
                return Finish(contract, part, read);
            }

            read.Dispose();
            _metrics.WindowSplit(contract);
            part = SplitPlan.Shorter(part, read.Total);
        }
    }

    private async Task<long?> CountAllAsync(
        Contract contract, Window window, ReadPriority priority, int halvings, CancellationToken cancellationToken)
    {
        using var page = await Session(contract).GetPageAsync(contract, window, 0, 1, priority, cancellationToken).ConfigureAwait(false);
        if (page.Total is not { } total || (total == 0 && page.Hits.Count > 0))
            return null;
        if (!page.IsTotalCapped && (total == 0 || total % 1000 != 0))
            return total;
        // A total that is always a lower bound says nothing, however small the window.
        if (window.Length <= OneSecond || total < 1000 || halvings == 0)
            return null;
        var middle = Window.FloorToSecond(window.Start + (window.Length / 2));
        return await CountAllAsync(contract, new Window(window.Start, middle), priority, halvings - 1, cancellationToken).ConfigureAwait(false) is { } first
            ? first + await CountAllAsync(contract, new Window(middle, window.End), priority, halvings - 1, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private WindowRead Finish(Contract contract, Window part, ReadWindow read)
    {
        // A total asked for after a read must not be older than it.
        lock (_counts)
            _counts.Remove(contract);
        EventOrder.Sort(read.Events);
        _metrics.EventsFetched(contract, read.Events.Count);
        if (!read.IsWhole)
            _metrics.SaturatedWindow(contract);
        return new WindowRead(part, read.Events, read)
        {
            IsTrusted = read.IsTrusted || !read.IsWhole,
            IsSaturated = !read.IsWhole,
            Bytes = read.Bytes,
        };
    }

    // Lanes at different places of one contract walk with plans of their own, known by where they go on.
    private SplitPlan PlanFor(Contract contract, Window window)
    {
        var plans = _plans.GetOrAdd(contract, _ => new());
        return plans.TryRemove(window.Start, out var plan) ? plan : new SplitPlan();
    }

    private void Remember(Contract contract, SplitPlan plan, Window asked, Window part, ReadWindow read)
    {
        plan.Read(part, read.Events.Count, read.Bytes, part == asked);
        if (part != asked)
            _plans.GetOrAdd(contract, _ => new())[part.End] = plan;
    }

    private AccountSession Session(Contract contract) => _sessions[contract.Account];
}
