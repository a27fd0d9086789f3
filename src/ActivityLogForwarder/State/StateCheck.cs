using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>
/// Whether the pieces of a state agree with each other: covered spans with the cursor, the ledger's sums with the ids
/// kept, dead letters with what the ledger counts of them.
/// </summary>
/// <param name="idsFrom">Ids of events from here on are kept (<c>completeness.recheckWindow</c>).</param>
/// <param name="ledgerFrom">Rows of the ledger from here on are kept (<c>completeness.keep</c>).</param>
public sealed class StateCheck(DateTime idsFrom, DateTime ledgerFrom)
{
    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];
    private readonly SortedDictionary<DateTime, HourSums> _hours = [];
    private LaneKey _lane;
    private DateTime _cursor;
    private DateTime? _coveredTo;
    private long _untimed;

    /// <summary>What is wrong, a line each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>What is unusual, and may be right.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public int Lanes { get; private set; }

    public long Hours { get; private set; }

    public long Ids { get; private set; }

    public long DeadLetters { get; private set; }

    /// <summary>Looks at a whole state.</summary>
    public void Run(IEnumerable<StateRecord> records)
    {
        foreach (var record in records)
            Add(record);
        EndLane();
    }

    private void Add(StateRecord record)
    {
        switch (record)
        {
            case StateRecord.Lane lane:
                EndLane();
                (_lane, _cursor, Lanes) = (lane.Key, lane.Cursor, Lanes + 1);
                break;
            case StateRecord.Covered covered:
                Cover(covered.Window);
                break;
            case StateRecord.OpenGap { Window.IsEmpty: true } or StateRecord.Explained { Difference.Window.IsEmpty: true }:
                Report($"an open gap or a difference explained spans no time");
                break;
            case StateRecord.Hour hour:
                Hours++;
                if (hour.Row is { Delivered: < 0 } or { Dropped: < 0 } or { DeadLettered: < 0 } or { Discarded: < 0 } || hour.Row.Hour != Window.FloorToHour(hour.Row.Hour))
                    Report($"the ledger's row {Window.Format(hour.Row.Hour)} is none of an hour, or counts less than nothing");
                HourOf(hour.Row.Hour).Row = hour.Row;
                break;
            case StateRecord.Ids ids:
                AddIds(ids);
                break;
            case StateRecord.UntimedIds ids:
                _untimed += ids.Keys.Length / SettledIds.KeySize;
                Ids += ids.Keys.Length / SettledIds.KeySize;
                break;
            case StateRecord.Letter letter:
                AddLetter(letter.DeadLetter);
                break;
        }
    }

    private void Cover(Window window)
    {
        if (window.IsEmpty || window.Start <= _coveredTo)
            Report($"the covered spans overlap at {Window.Format(window.Start)}");
        if (window.End > _cursor)
            Report($"a span is covered up to {Window.Format(window.End)}, and the cursor stands at {Window.Format(_cursor)}");
        _coveredTo = window.End;
    }

    private void AddIds(StateRecord.Ids ids)
    {
        var hour = Window.FloorToHour(ids.Latest);
        if (ids.Earliest > ids.Latest || ids.Earliest < hour)
            Report($"the ids of {Window.Format(hour)} do not lie within one hour");
        var sums = HourOf(hour);
        for (var keys = ids.Keys.AsSpan(); keys.Length >= SettledIds.KeySize; keys = keys[SettledIds.KeySize..])
        {
            sums.Digest = sums.Digest + EventKey.Read(keys);
            sums.Ids++;
            Ids++;
        }
    }

    private void AddLetter(DeadLetter letter)
    {
        DeadLetters++;
        if (letter.IsCounted)
            HourOf(Window.FloorToHour(letter.EventTime)).Letters++;
        if (!IsEvent(letter.Payload!))
            Report($"the payload of dead letter {letter.Number} is no event");
    }

    private static bool IsEvent(byte[] payload)
    {
        var reader = new JsonScanner(payload);
        try
        {
            return reader.Read() && EventReader.TryReadSource(ref reader, payload, out _) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void EndLane()
    {
        var isKept = false;
        DateTime? notKept = null;
        foreach (var (hour, sums) in _hours)
        {
            var row = sums.Row ?? new LedgerRow(hour, 0, 0, 0, 0, default);
            if (hour >= ledgerFrom && row.DeadLettered != sums.Letters)
                Report($"of {Window.Format(hour)} the ledger counts {row.DeadLettered} dead letters, and there are {sums.Letters}");
            if (hour < idsFrom || hour < ledgerFrom)
                continue;
            isKept |= sums.Ids > 0;
            if (isKept)
                Compare(hour, row, sums);
            else if (row.Settled > 0)
                notKept = hour;
        }

        if (notKept is { } last)
        {
            _notes.Add($"{_lane}: no ids are kept of events up to {Window.Format(last.AddHours(1))}, as after completeness.recheckWindow was made longer; " +
                "events of that time that are late may be delivered twice");
        }

        _hours.Clear();
        (_coveredTo, _untimed) = (null, 0);
    }

    // An event without a readable time is counted in the hour in which it was read; its id lies apart.
    private void Compare(DateTime hour, LedgerRow row, HourSums sums)
    {
        var apart = row.Settled - sums.Ids;
        if (apart < 0 || apart > _untimed)
            Report($"of {Window.Format(hour)} the ledger counts {row.Settled} events, and {sums.Ids} ids are kept");
        else if (apart == 0 && row.Digest != sums.Digest)
            Report($"of {Window.Format(hour)} the ledger's digest is not that of the ids kept");
    }

    private HourSums HourOf(DateTime hour)
    {
        if (!_hours.TryGetValue(hour, out var sums))
            _hours.Add(hour, sums = new HourSums());
        return sums;
    }

    private void Report(FormattableString problem) => _problems.Add($"{_lane}: {FormattableString.Invariant(problem)}");

    private sealed class HourSums
    {
        public LedgerRow? Row { get; set; }

        public long Ids { get; set; }

        public EventKey Digest { get; set; }

        public long Letters { get; set; }
    }
}
