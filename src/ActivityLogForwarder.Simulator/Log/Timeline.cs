using ActivityLogForwarder.Simulator.Activities;

namespace ActivityLogForwarder.Simulator.Log;

/// <summary>
/// When the made-up events of a contract happen. The time of event i is a pure function of i that never decreases, so
/// a look-up by time is a binary search and nothing has to be kept, however many events there are.
/// </summary>
/// <param name="Key">Made of the seed and the contract.</param>
/// <param name="Past">How many events lie in the past when the simulator starts.</param>
/// <param name="Start">Ticks at which the past begins.</param>
/// <param name="End">Ticks at which the past ends.</param>
/// <param name="LiveFrom">Ticks from which further events happen.</param>
/// <param name="LiveRate">Further events a second; 0 or more.</param>
internal sealed record Timeline(ulong Key, long Past, long Start, long End, long LiveFrom, double LiveRate)
{
    private Crowd[] _crowds = [];

    /// <summary>Ticks, in whole milliseconds, at which an event happens.</summary>
    public long TicksOf(long index)
    {
        foreach (var crowd in _crowds)
        {
            if (index >= crowd.First && index < crowd.First + crowd.Count)
                return WholeMilliseconds(crowd.Start + ((index - crowd.First) * crowd.Span / crowd.Count));
        }

        var fraction = Dice.Fraction(Dice.Mix(Key, (ulong)index));
        return WholeMilliseconds(index < Past
            ? Start + (long)((index + fraction) * ((End - Start) / (double)Past))
            : LiveFrom + (long)((index - Past + fraction) * (TimeSpan.TicksPerSecond / LiveRate)));
    }

    /// <summary>How many events happen before the given ticks.</summary>
    public long CountBefore(long ticks)
    {
        long low = 0;
        var high = Past;
        if (LiveRate > 0 && ticks > LiveFrom)
            high += (long)((ticks - LiveFrom) / (TimeSpan.TicksPerSecond / LiveRate)) + 2;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (TicksOf(middle) < ticks)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>
    /// The same, but with events pressed together: those from <paramref name="first"/> on happen within
    /// <paramref name="span"/>. No event leaves its order; where so many already happen within the span, nothing changes.
    /// </summary>
    public Timeline With(long first, long count, TimeSpan span)
    {
        if (count <= 0)
            return this;
        var start = WholeSecondsUp(TicksOf(first));
        return start + span.Ticks > TicksOf(first + count)
            ? this
            : this with { _crowds = [.. _crowds, new Crowd(first, count, start, span.Ticks)] };
    }

    private static long WholeMilliseconds(long ticks) => ticks - (ticks % TimeSpan.TicksPerMillisecond);

    private static long WholeSecondsUp(long ticks) =>
        (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;

    private readonly record struct Crowd(long First, long Count, long Start, long Span);
}
