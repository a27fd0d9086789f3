using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Core.Completeness;

/// <summary>
/// A sink that fails, refuses and recovers as it is told, with its filter, and the account of what came of each event:
/// what the ledger must say.
/// </summary>
internal sealed class ModelSink : ISink
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _touched = [];
    private readonly HashSet<DateTime> _begunAnew = [];

    public ModelSink(string name) =>
        CreateRoute = clock => new SinkRoute(name, this, new CopyMapper(), new Gate(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), clock))
        {
            MaxEvents = 3,
            Drop = Drop,
        };

    public Func<TimeProvider, SinkRoute> CreateRoute { get; }

    public bool IsConfirmed => true;

    public bool RecognisesRepeats { get; init; }

    /// <summary>So many of the next attempts break: after half of the batch, or before anything.</summary>
    public int Failing { get; set; }

    public bool Refuses { get; set; }

    public bool Filters { get; set; }

    /// <summary>Events that stay settled where an hour begins anew, since their ids are not kept by the hour.</summary>
    public Func<string, bool> Stays { get; set; } = _ => false;

    /// <summary>Called after each attempt.</summary>
    public Action? AfterAttempt { get; set; }

    /// <summary>Whether what comes is delivered beside the ledger.</summary>
    public bool IsBeside { get; set; }

    /// <summary>Whether dead letters are sent once more.</summary>
    public bool IsReplaying { get; set; }

    /// <summary>Before this, whole hours may be delivered anew.</summary>
    public DateTime AnewBefore { get; set; }

    /// <summary>How often each event was accepted.</summary>
    public Dictionary<string, int> Accepted { get; } = [];

    /// <summary>How often each may have been.</summary>
    public Dictionary<string, int> Allowed { get; } = [];

    /// <summary>What is settled, where, and how.</summary>
    public Dictionary<string, (DateTime Hour, EventKey Key, SettledAs How)> Settled { get; } = [];

    public void BeginStep()
    {
        _touched.Clear();
        _begunAnew.Clear();
    }

    /// <summary>A rewind: what follows is forgotten and may come once more.</summary>
    public void Forget(DateTime hour, IEnumerable<ModelEvent> events)
    {
        foreach (var id in Settled.Where(settled => settled.Value.Hour >= hour).Select(settled => settled.Key).ToList())
            Settled.Remove(id);
        foreach (var logged in events.Where(logged => logged.Time >= hour))
            Allow(logged.Id);
    }

    public void Allow(string id) => Allowed[id] = Allowed.GetValueOrDefault(id, 1) + 1;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (_lock)
        {
            var breaks = Failing > 0;
            if (breaks)
                Failing--;
            for (var i = 0; i < (breaks ? batch.Count / 2 : batch.Count); i++)
            {
                var activity = batch.Items.Span[i].Event;
                var isRefused = Refuses && activity.Id.Key.Low % 5 == 0;
                batch.Results.Span[i] = isRefused ? WriteResult.Rejected("no") : WriteResult.Accepted;
                if (!isRefused)
                    Accepted[activity.Id.ToString()] = Accepted.GetValueOrDefault(activity.Id.ToString()) + 1;
                Settle(activity, isRefused ? SettledAs.DeadLettered : SettledAs.Delivered);
            }

            AfterAttempt?.Invoke();
            if (breaks)
                throw new SinkException("cut-off", "The connection broke.");
        }
    }

    public ValueTask CheckAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string? Drop(ActivityEvent activity)
    {
        if (!Filters || activity.Id.Key.Low % 7 != 0)
            return null;
        lock (_lock)
            Settle(activity, SettledAs.Dropped);
        return "filter";
    }

    private void Settle(ActivityEvent activity, SettledAs how)
    {
        // A letter that is refused once more stays what it was, and after a rewind that is nothing.
        if (IsBeside || (IsReplaying && how == SettledAs.DeadLettered))
            return;
        var id = activity.Id.ToString();
        var hour = Window.FloorToHour(activity.Time);
        if (Settled.TryGetValue(id, out var known))
        {
            // A replay; or an hour whose ids are forgotten begins anew, and what was settled before this step is no longer counted.
            if (known.How == SettledAs.DeadLettered && how == SettledAs.Delivered)
                hour = known.Hour;
            else if (hour < AnewBefore && _begunAnew.Add(hour))
                BeginAnew(hour);
        }

        _touched.Add(id);
        Settled[id] = (hour, activity.Id.Key, how);
    }

    private void BeginAnew(DateTime hour)
    {
        foreach (var id in Settled.Where(settled => settled.Value.Hour == hour).Select(settled => settled.Key).ToList())
        {
            Allow(id);
            if (!_touched.Contains(id) && !Stays(id))
                Settled.Remove(id);
        }
    }
}
