using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Composition;

/// <summary>
/// Makes the page's calendars. Reading the ledger of thousands of lanes takes a while, so a calendar is shown again for
/// twenty times as long as it took to make: at most a twentieth of one processor goes there, however many look.
/// </summary>
internal sealed class Calendars(Pump pump, ICheckpointStore store, TimeProvider clock)
{
    private const int ShownFor = 20;
    private const int MaxKept = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<LaneFilter, (HourCalendar Calendar, DateTime Until)> _made = [];

    public HourCalendar Of(LaneFilter filter)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            if (_made.TryGetValue(filter, out var made) && now < made.Until)
                return made.Calendar;
            var begun = clock.GetTimestamp();
            var calendar = Make(filter, now);
            if (_made.Count >= MaxKept)
                _made.Clear();
            _made[filter] = (calendar, now + (ShownFor * clock.GetElapsedTime(begun)));
            return calendar;
        }
    }

    private HourCalendar Make(LaneFilter filter, DateTime now)
    {
        var builder = new CalendarBuilder(now, (int)LaneProof.Remembered.TotalDays);
        var lanes = pump.Polls.SelectMany(poll => poll.Lanes).Where(lane => filter.Takes(lane.Key)).ToDictionary(lane => lane.Key);
        var gaps = store.Gaps().ToLookup(gap => gap.Lane, gap => gap.Window);
        foreach (var state in store.Lanes())
        {
            if (lanes.TryGetValue(state.Lane, out var lane))
                builder.Add(state, store.Ledger(state.Lane, builder.Span), lane.Proof.Spans(), gaps[state.Lane], lane.Route.Sink.IsConfirmed);
        }

        return builder.Build();
    }
}
