using System.Buffers;
using System.Runtime.InteropServices;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State;

/// <summary>The events of one commit, sorted into the hours of their times.</summary>
internal sealed class SettledParts : IDisposable
{
    private readonly Dictionary<long, SettledHour> _hours = [];
    private byte[]? _keys;

    private SettledParts(ReadOnlySpan<SettledEvent> events)
    {
        Count(events);
        Fill(events);
    }

    public Dictionary<long, SettledHour>.ValueCollection Hours => _hours.Values;

    /// <summary>The keys of the events without a readable time, as a segment.</summary>
    public ArraySegment<byte> UntimedKeys { get; private set; } = ArraySegment<byte>.Empty;

    public long Delivered { get; private set; }

    public static SettledParts Of(IReadOnlyList<SettledEvent> events) => new(events switch
    {
        SettledEvent[] array => array,
        List<SettledEvent> list => CollectionsMarshal.AsSpan(list),
        _ => events.ToArray(),
    });

    /// <summary>Lets the memory of the keys be used again; neither the parts nor their hours are looked at after it.</summary>
    public void Dispose()
    {
        if (_keys is null)
            return;
        ArrayPool<byte>.Shared.Return(_keys);
        _keys = null;
    }

    private void Count(ReadOnlySpan<SettledEvent> events)
    {
        SettledHour? hour = null;
        foreach (ref readonly var settled in events)
        {
            hour = HourOf(settled.Time, hour);
            hour.Add(in settled);
        }
    }

    // Only when all are counted is it known how much room the keys of each hour need.
    private void Fill(ReadOnlySpan<SettledEvent> events)
    {
        if (events.IsEmpty)
            return;
        _keys = ArrayPool<byte>.Shared.Rent(events.Length * SettledIds.KeySize);
        var placed = 0;
        foreach (var each in _hours.Values)
        {
            Delivered += each.Delivered;
            each.PlaceKeys(new ArraySegment<byte>(_keys, placed, each.Timed * SettledIds.KeySize));
            placed += each.Keys.Count;
        }

        UntimedKeys = new ArraySegment<byte>(_keys, placed, (events.Length * SettledIds.KeySize) - placed);
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
        if (last is not null && last.Contains(time))
            return last;
        var start = StoredTime.Hour(time);
        if (!_hours.TryGetValue(start, out var hour))
            _hours.Add(start, hour = new SettledHour(start));
        return hour;
    }
}
