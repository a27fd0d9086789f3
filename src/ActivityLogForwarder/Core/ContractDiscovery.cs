using System.Collections.Concurrent;
using System.Text;

namespace ActivityLogForwarder.Core;

/// <summary>What the pump asks for again and again: the contracts that are to be read.</summary>
/// <param name="Contracts">All that are known, those found earlier included.</param>
/// <param name="Failures">Accounts whose contracts could not be listed just now, and why.</param>
public sealed record ContractsFound(
    IReadOnlyList<Contract> Contracts, IReadOnlyList<(string Account, SourceException Error)> Failures);

/// <summary>
/// Looks for contracts now and then, begins the lanes of new ones and forgets those that are gone. One run is under way at a time; anybody may
/// look at what was found meanwhile.
/// </summary>
internal sealed class ContractDiscovery(
    PumpOptions options, LaneContext context, IReadOnlyList<SinkRoute> routes, Uptime uptime,
    Func<CancellationToken, Task<ContractsFound>> discover)
{
    /// <summary>How often contracts are looked for.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Contracts begun at once.</summary>
    private const int MaxBegun = 250;

    private readonly ConcurrentDictionary<Contract, ContractPoll> _polls = new();
    private readonly ConcurrentDictionary<string, string> _accountErrors = new();
    private TimeSpan _due;

    public ICollection<ContractPoll> Polls => _polls.Values;

    public bool IsEmpty => _polls.IsEmpty;

    /// <summary>By account: type and code of why its contracts could not be listed.</summary>
    public IReadOnlyDictionary<string, string> AccountErrors => _accountErrors;

    /// <summary>Whether it is time to look again.</summary>
    public bool IsDue => uptime.Now >= _due;

    /// <summary>Looks for contracts once.</summary>
    /// <returns>Whether every account could be asked.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        try
        {
            var found = await discover(stop).ConfigureAwait(false);
            foreach (var (account, error) in found.Failures)
            {
                _accountErrors[account] = error.Code;
                context.Log.LogDiscoveryFailed(account, error.Message);
            }

            foreach (var account in _accountErrors.Keys.Except(found.Failures.Select(failure => failure.Account)))
                _accountErrors.TryRemove(account, out _);
            foreach (var gone in _polls.Keys.Except(found.Contracts))
                _polls.TryRemove(gone, out _);
            context.Metrics.ContractsKnown(found.Contracts.Count);
            var startFrom = options.StartFrom(context.Clock.GetUtcNow().UtcDateTime);
            // Together, so that thousands of new ones share a few syncs of the disk.
            foreach (var some in found.Contracts.Where(contract => !_polls.ContainsKey(contract)).Chunk(MaxBegun))
                await Task.WhenAll(some.Select(contract => BeginAsync(contract, startFrom, stop))).ConfigureAwait(false);
            _due = uptime.Now + (found.Failures.Count == 0 ? Every : options.PollInterval);
            return found.Failures.Count == 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (StateException exception)
        {
            context.Log.LogStateFailed(exception.Message);
            _accountErrors[""] = "state";
            _due = uptime.Now + options.PollInterval;
            return false;
        }
    }

    private async Task BeginAsync(Contract contract, DateTime startFrom, CancellationToken stop)
    {
        var poll = new ContractPoll(contract, options.PollInterval, uptime.Now, context.Clock)
        {
            // Spread over the interval, by a number that stays the same for a contract.
            RecheckDue = uptime.Now + (options.RecheckEvery * ((double)(EventId.KeyOf(Encoding.ASCII.GetBytes(contract.Number)).Low % 1000) / 1000)),
        };
        foreach (var route in routes.Where(route => route.Takes(contract)))
        {
            var key = new LaneKey(contract.Number, route.Name);
            var state = context.Store.Find(key) ?? await context.Store.BeginAsync(key, startFrom, stop).ConfigureAwait(false);
            poll.Lanes.Add(new Lane(contract, route, state, context, poll.Pace));
        }

        if (poll.Lanes.Count == 0)
            return;
        context.Metrics.Begin(contract, poll.Lanes.Select(lane => lane.Route.Name));
        _polls.TryAdd(contract, poll);
    }
}
