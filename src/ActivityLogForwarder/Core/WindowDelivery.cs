using System.Buffers;

namespace ActivityLogForwarder.Core;

/// <summary>
/// Delivers one window's events to a lane's sink: leaves out what is settled or filtered, sends the rest in batches,
/// and commits behind each; see <see cref="LaneCommits"/>.
/// </summary>
public sealed partial class WindowDelivery
{
    // Of a sink that recognises repeats, what may wait to be written down; after a crash it is sent again.
    private const int MaxWaitingBatches = 16;

    private readonly Lane _lane;
    private readonly SinkRoute _route;
    private readonly LaneContext _context;
    private readonly Delivery _delivery;
    private readonly LaneCommits _commits;
    private readonly List<DeadLetter> _deadLetters = [];

    // Lent for a window: thousands of lanes have one each, and few deliver at a time.
    private List<SettledEvent> _done = [];

    internal WindowDelivery(Lane lane, LaneContext context, LaneCommits commits)
    {
        _lane = lane;
        _commits = commits;
        _route = lane.Route;
        _context = context;
        _delivery = new Delivery(
            _route, outcome => context.Metrics.SinkRequest(_route.Name, outcome),
            () => context.Store.DeadLetterBytes < context.MaxDeadLetterBytes, context.Log, context.Clock);
    }

    /// <summary>
    /// True when all of the window is settled, and the cursor, if it was to move, stands at its end, on the disk unless <see cref="AtEnd.MayWait"/>.
    /// False when it was cut short; what was settled until then is committed.
    /// </summary>
    /// <param name="read">The window.</param>
    /// <param name="settled">What the sink has of it already.</param>
    /// <param name="again">Whether it is delivered beside the ledger: nothing but dead letters is written down.</param>
    /// <param name="atEnd">What else is written down once all of the window is settled.</param>
    /// <param name="isPatient">Whether to wait for a sink that fails; otherwise the window is cut short.</param>
    /// <param name="stop">No further batch.</param>
    /// <param name="abort">Ends an attempt under way.</param>
    public async Task<bool> DeliverAsync(
        WindowRead read, SettledIds settled, bool again, AtEnd atEnd, bool isPatient, CancellationToken stop, CancellationToken abort)
    {
        using var mapped = read.Map(_route.Mapper).Read();
        var payloads = ArrayPool<Payload>.Shared.Rent(Math.Min(_route.MaxEvents, Math.Max(read.Events.Count, 1)));
        var results = ArrayPool<WriteResult>.Shared.Rent(payloads.Length);
        _done = SpareLists<SettledEvent>.Take();
        try
        {
            var next = 0;
            var duplicates = 0;
            do
            {
                var count = Fill(read, mapped, settled, payloads, ref next, ref duplicates);
                var batch = new Batch(_lane.Contract, payloads.AsMemory(0, count), results.AsMemory(0, count));
                var isDelivered = count == 0 || await _delivery.DeliverAsync(batch, isPatient, stop, abort).ConfigureAwait(false);
                Settle(batch);
                mapped.Release(next);
                var isWhole = isDelivered && next == read.Events.Count;
                if (again)
                    ForgetDone();
                await CommitAsync(isWhole ? atEnd : new AtEnd(MayWait: isDelivered && !stop.IsCancellationRequested)).ConfigureAwait(false);
                if (!isDelivered || (!isWhole && stop.IsCancellationRequested))
                    return false;
            }
            while (next < read.Events.Count);

            _context.Metrics.EventsDuplicate(_lane.Contract, _route.Name, duplicates);
            if (read.Events.Count > 0)
                _lane.Counts.LastEvent = read.Events[^1].Time;
            return true;
        }
        finally
        {
            // The payloads point into the window's memory, which is about to go.
            ArrayPool<Payload>.Shared.Return(payloads, clearArray: true);
            ArrayPool<WriteResult>.Shared.Return(results, clearArray: true);
            SpareLists<SettledEvent>.Return(_done);
            _done = [];
        }
    }

    /// <summary>Takes the next events that are to be sent, up to a batch.</summary>
    private int Fill(WindowRead read, MappedEvents.Reader mapped, SettledIds settled, Payload[] payloads, ref int next, ref int duplicates)
    {
        var count = 0;
        var bytes = 0L;
        var events = read.EventSpan;
        for (; next < events.Length; next++)
        {
            var activity = events[next];
            if (settled.Contains(activity.Id.Key))
            {
                duplicates++;
                continue;
            }

            if (_route.Drop?.Invoke(activity) is { } reason)
            {
                _done.Add(Done(activity, SettledAs.Dropped));
                _context.Metrics.EventsDropped(_lane.Contract, _route.Name, reason, 1);
                continue;
            }

            if (!mapped.TryGet(next, out var payload, out var failure))
            {
                SetAside(activity, $"mapping:{failure}");
                continue;
            }

            if (count > 0 && (count == _route.MaxEvents || bytes + payload.Body.Length > _route.MaxBytes))
                break;
            payloads[count++] = payload;
            bytes += payload.Body.Length;
        }

        return count;
    }

    private void Settle(Batch batch)
    {
        var delivered = 0;
        var now = _context.Clock.GetUtcNow().UtcDateTime;
        var items = batch.Items.Span;
        var results = batch.Results.Span;
        for (var i = 0; i < items.Length; i++)
        {
            ref readonly var payload = ref items[i];
            ref readonly var result = ref results[i];
            switch (result.Outcome)
            {
                case WriteOutcome.Accepted or WriteOutcome.AcceptedBefore:
                    _done.Add(Done(payload.Event, SettledAs.Delivered));
                    delivered++;
                    _context.Metrics.EventAge(_route.Name, (now - payload.Event.Time).TotalSeconds);
                    break;
                case WriteOutcome.Rejected:
                    SetAside(payload.Event, result.Reason ?? "rejected");
                    break;
            }
        }

        _context.Metrics.EventsDelivered(_lane.Contract, _route.Name, delivered);
        _lane.Counts.Delivered += delivered;
        _lane.Rate.Add(now, delivered);
    }

    private void SetAside(ActivityEvent activity, string reason)
    {
        _done.Add(Done(activity, SettledAs.DeadLettered));
        _deadLetters.Add(new DeadLetter(
            _lane.Key, activity.Id.ToString(), activity.Time, _context.Clock.GetUtcNow().UtcDateTime, reason, activity.Source.ToArray()));
    }

    // Beside the ledger nothing is settled, and no letter counted.
    private void ForgetDone()
    {
        _done.Clear();
        for (var i = 0; i < _deadLetters.Count; i++)
            _deadLetters[i] = _deadLetters[i] with { IsCounted = false };
    }

    private async Task CommitAsync(AtEnd atEnd)
    {
        if (_done.Count == 0 && _deadLetters.Count == 0 && atEnd is { Cursor: null, Covered: null, Gap: null, ClosedGap: null })
        {
            if (!atEnd.MayWait)
                await _commits.DrainAsync().ConfigureAwait(false);
            return;
        }

        var now = _context.Clock.GetUtcNow().UtcDateTime;
        try
        {
            if (atEnd.MayWait && _route.Sink.RecognisesRepeats && _deadLetters.Count == 0 && _done.TrueForAll(static settled => settled.HasTime))
            {
                await _commits.AddAsync(_done, now, atEnd.Cursor, MaxWaitingBatches * _route.MaxEvents).ConfigureAwait(false);
                return;
            }

            await _commits.WriteAsync(new LaneCommit(_lane.Key, now)
            {
                Settled = _done,
                DeadLetters = _deadLetters,
                Cursor = atEnd.Cursor,
                Gap = atEnd.Gap,
                ClosedGap = atEnd.ClosedGap,
                Covered = atEnd.Covered,
            }).ConfigureAwait(false);
            foreach (var letter in _deadLetters)
            {
                _context.Metrics.DeadLetters(_lane.Contract, _route.Name, letter.Reason, 1);
                LogDeadLetter(_context.Log, _lane.Contract.Number, _route.Name, letter.EventId, letter.Reason);
            }
        }
        finally
        {
            _done.Clear();
            _deadLetters.Clear();
        }
    }

    private static SettledEvent Done(ActivityEvent activity, SettledAs how) =>
        new(activity.Id.Key, activity.Time, activity.HasTime, how);

    /// <summary>What a window's last commit writes down beside its events; see <see cref="LaneCommit"/>.</summary>
    public readonly record struct AtEnd(
        DateTime? Cursor = null, Window? Covered = null, Window? Gap = null, Window? ClosedGap = null, bool MayWait = false);

    [LoggerMessage(LogLevel.Warning, "Contract {Contract}, sink {Sink}: event {Event} set aside as a dead letter: {Reason}")]
    private static partial void LogDeadLetter(ILogger log, string contract, string sink, string @event, string reason);
}
