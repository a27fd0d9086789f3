namespace ActivityLogForwarder.Core;

/// <summary>
/// Brings every contract and sink up to now and stops: the work of <c>run --once</c>.
/// </summary>
/// <param name="pump">The pump; not running otherwise.</param>
/// <param name="context">What its lanes share.</param>
public sealed class OnceRun(Pump pump, LaneContext context)
{
    /// <summary>A sink that makes no progress for so long is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>What could not be delivered or read, one line each; empty when all is done.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(TimeSpan? deadline, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var abort = new CancellationTokenSource();
        await using var drain = end.Token.Register(() => abort.CancelAfter(Pump.DrainTime));
        if (deadline is not null)
            end.CancelAfter(deadline.Value);

        var problems = new List<string>();
        if (!await DiscoverAsync(end.Token).ConfigureAwait(false))
            problems.AddRange(pump.AccountErrors.Select(error => $"account {error.Key}: contracts not listed: {error.Value}"));
        var lanes = pump.Polls.SelectMany(poll => poll.Lanes.Select(lane => (Poll: poll, Lane: lane))).ToList();
        foreach (var (poll, lane) in lanes)
            lane.Target = Later(lane.Target, context.Source.LatestEnd(poll.Contract));
        var results = await Task.WhenAll(
            lanes.Select(entry => Task.Run(() => RunLaneAsync(entry.Poll, entry.Lane, end.Token, abort.Token), CancellationToken.None))).ConfigureAwait(false);
        problems.AddRange(results.OfType<string>());
        if (stop.IsCancellationRequested)
            problems.Add("cut short");
        return problems;
    }

    private async Task<bool> DiscoverAsync(CancellationToken end)
    {
        var begun = context.Clock.GetTimestamp();
        while (!await pump.DiscoverAsync(end).ConfigureAwait(false))
        {
            var isHopeless = pump.AccountErrors.Values.All(error => error is "http-401" or "http-403" or "http-404");
            if (end.IsCancellationRequested || isHopeless || context.Clock.GetElapsedTime(begun) > Patience)
                return false;
            await WaitAsync(1, end).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Null when the lane got up to now, otherwise why not.</summary>
    private async Task<string?> RunLaneAsync(ContractPoll poll, Lane lane, CancellationToken end, CancellationToken abort)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        using var watch = context.Clock.CreateTimer(
            _ =>
            {
                pump.WentRound();
                if (context.Clock.GetUtcNow().UtcDateTime - Later(lane.Route.Gate.LastProgress, lane.LastProgress) > Patience)
                    patience.Cancel();
            },
            null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var name = $"contract {lane.Contract.Number}, sink {lane.Route.Name}";
        for (var tries = 0; !await pump.RunLaneAsync(poll, lane, patience.Token, abort).ConfigureAwait(false); tries++)
        {
            if (poll.IsRefused)
                return $"{name}: {poll.LastError}";
            if (patience.IsCancellationRequested)
                return $"{name}: not up to now ({lane.Route.Gate.LastError ?? poll.LastError ?? "no time left"})";
            await WaitAsync(tries, patience.Token).ConfigureAwait(false);
        }

        return lane.Counts.DeadLetters > 0 ? $"{name}: {lane.Counts.DeadLetters} dead letters"
            : lane.Counts.Saturated > 0 ? $"{name}: {lane.Counts.Saturated} seconds hold more events than the API gives out"
            : null;
    }

    private async Task WaitAsync(int tries, CancellationToken cancellationToken) =>
        await Task.Delay(Gate.Backoff(tries, TimeSpan.FromMilliseconds(200), LongestWait), context.Clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}
