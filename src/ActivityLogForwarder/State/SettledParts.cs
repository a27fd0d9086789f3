using System.Runtime.InteropServices;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>The events of one commit, sorted into the hours of their times.</summary>
internal sealed class SettledParts
{
    private readonly Dictionary<long, SettledHour> _hours = [];

    private SettledParts(ReadOnlySpan<SettledEvent> events)
    {
        Count(events);
        Fill(events);
    }

    public IReadOnlyCollection<SettledHour> Hours => _hours.Values;

    /// <summary>The keys of the events without a readable time, as a segment.</summary>
    public byte[] UntimedKeys { get; private set; } = [];

    public long Delivered { get; private set; }

    public static SettledParts Of(IReadOnlyList<SettledEvent> events) => new(events switch
    {
        SettledEvent[] array => array,
        List<SettledEvent> list => CollectionsMarshal.AsSpan(list),
        _ => events.ToArray(),
    });

    private void Count(ReadOnlySpan<SettledEvent> events)
    {
        var untimed = 0;
        SettledHour? hour = null;
        foreach (ref readonly var settled in events)
        {
            hour = HourOf(settled.Time, hour);
            hour.Add(in settled);
            if (settled.How == SettledAs.Delivered)
                Delivered++;
            if (!settled.HasTime)
                untimed++;
        }

        UntimedKeys = untimed == 0 ? [] : new byte[untimed * SettledIds.KeySize];
    }

    private void Fill(ReadOnlySpan<SettledEvent> events)
    {
        var untimed = 0;
        SettledHour? hour = null;
        foreach (ref readonly var settled in events)
        {
            if (settled.HasTime)
            {
                hour = HourOf(settled.Time, hour);
                hour.AddKey(settled.Key);
            }
            else
            {
                settled.Key.Write(UntimedKeys.AsSpan(untimed));
                untimed += SettledIds.KeySize;
            }
        }
    }

    // Events come sorted by time, so that the last hour is nearly always the right one.
    private SettledHour HourOf(DateTime time, SettledHour? last)
    {
        var start = StoredTime.Hour(time);
        if (last is not null && last.Start == start)
            return last;
        if (!_hours.TryGetValue(start, out var hour))
            _hours.Add(start, hour = new SettledHour(start));
        return hour;
    }
}
