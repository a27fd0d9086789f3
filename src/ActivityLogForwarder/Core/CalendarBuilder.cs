namespace ActivityLogForwarder.Core;

/// <summary>Puts the hours of several lanes into one calendar.</summary>
public sealed class CalendarBuilder
{
    private readonly DateTime _first;
    private readonly CalendarHour[] _hours;
    private readonly Dictionary<string, long[]> _activities = [];
    private int _lanes;

    /// <param name="now">The present; its hour is the last.</param>
    /// <param name="days">Days shown, today included.</param>
    public CalendarBuilder(DateTime now, int days)
    {
        _first = now.Date.AddDays(1 - days);
        _hours = new CalendarHour[(int)(Window.FloorToHour(now) - _first).TotalHours + 1];
        for (var i = 0; i < _hours.Length; i++)
            _hours[i] = new CalendarHour(_first.AddHours(i), HourState.NotCovered, 0, 0, 0, 0, 0);
    }

    /// <summary>What of the ledger is wanted.</summary>
    public Window Span => new(_first, _first.AddHours(_hours.Length));

    /// <summary>Adds a lane.</summary>
    /// <param name="lane">Its cursor and cover.</param>
    /// <param name="rows">Its ledger within <see cref="Span"/>.</param>
    /// <param name="compared">What comparing has said; see <see cref="LaneProof.Spans"/>.</param>
    /// <param name="gaps">Its seconds that could not be read whole.</param>
    /// <param name="isConfirmed">Whether the sink's "accepted" is a receiver's word.</param>
    public void Add(
        LaneState lane, IReadOnlyList<LedgerRow> rows, IReadOnlyList<ComparedSpan> compared, IEnumerable<Window> gaps, bool isConfirmed)
    {
        _lanes++;
        var gapHours = gaps.Select(gap => Window.FloorToHour(gap.Start)).ToHashSet();
        var (covered, proof) = (0, 0);
        for (var i = 0; i < _hours.Length; i++)
        {
            var (hour, end) = (_hours[i].Hour, _hours[i].Hour.AddHours(1));
            while (covered < lane.Covered.Count && lane.Covered[covered].End <= hour)
                covered++;
            while (proof < compared.Count && compared[proof].End <= hour)
                proof++;
            var said = proof < compared.Count && compared[proof].Start <= hour ? compared[proof] : (ComparedSpan?)null;
            var isCovered = covered < lane.Covered.Count && lane.Covered[covered].Start < end;
            var state = gapHours.Contains(hour) || said?.Missing > 0 ? HourState.Gap
                : end > lane.Cursor ? HourState.Pending
                : !isCovered ? covered > 0 ? HourState.Hole : HourState.NotCovered
                : said is null ? HourState.Pending
                : said.Value.IsExpired ? HourState.Expired
                : isConfirmed ? HourState.Proven : HourState.Unconfirmed;
            Add(i, state, said?.Missing ?? 0);
        }

        var activities = _activities.TryGetValue(lane.Lane.Contract, out var known) ? known : _activities[lane.Lane.Contract] = new long[_hours.Length];
        foreach (var row in rows)
        {
            var i = (int)(row.Hour - _first).TotalHours;
            if (i < 0 || i >= _hours.Length)
                continue;
            _hours[i] = _hours[i] with { Delivered = _hours[i].Delivered + row.Delivered, DeadLettered = _hours[i].DeadLettered + row.DeadLettered };
            activities[i] = Math.Max(activities[i], row.Settled);
        }
    }

    public HourCalendar Build()
    {
        foreach (var contract in _activities.Values)
        {
            for (var i = 0; i < _hours.Length; i++)
                _hours[i] = _hours[i] with { Activities = _hours[i].Activities + contract[i] };
        }

        _activities.Clear();
        return new HourCalendar(_hours, _lanes);
    }

    private void Add(int i, HourState state, long missing)
    {
        var hour = _hours[i];
        _hours[i] = hour with
        {
            State = state > hour.State ? state : hour.State,
            Lanes = state > hour.State ? 1 : state == hour.State ? hour.Lanes + 1 : hour.Lanes,
            Missing = hour.Missing + missing,
        };
    }
}
