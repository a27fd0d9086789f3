namespace ActivityLogForwarder.Core;

/// <summary>Whole hours of which comparing with the API has said the same.</summary>
/// <param name="Start">The first hour.</param>
/// <param name="End">The end of the last hour.</param>
/// <param name="Missing">Events that the API showed and the sink had not settled; hours that lack some stand alone.</param>
/// <param name="IsExpired">Whether the API no longer holds what was settled.</param>
public readonly record struct ComparedSpan(DateTime Start, DateTime End, long Missing, bool IsExpired);

/// <summary>
/// What the last comparison of each hour of a lane with the API has said, as far as this process has made it. Hours
/// that agree are kept as spans, so that it takes no more room the longer it runs. Safe for concurrent use.
/// </summary>
public sealed class LaneProof
{
    /// <summary>How far back comparisons are remembered: what the page's calendar shows.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(14);

    private readonly Lock _lock = new();

    // In order, apart from each other, and joined where they say the same.
    private List<ComparedSpan> _spans = [];

    /// <summary>Events missing by the last comparisons.</summary>
    public long Missing
    {
        get
        {
            lock (_lock)
                return _spans.Sum(span => span.Missing);
        }
    }

    /// <summary>What was said, in order.</summary>
    public IReadOnlyList<ComparedSpan> Spans()
    {
        lock (_lock)
            return [.. _spans];
    }

    /// <summary>Whether the hour has been compared.</summary>
    public bool Knows(DateTime hour)
    {
        lock (_lock)
            return _spans.Exists(span => span.Start <= hour && hour < span.End);
    }

    /// <summary>Takes down what comparing an hour has said, in place of what was said before.</summary>
    public void Record(DateTime hour, long missing, bool isExpired)
    {
        lock (_lock)
        {
            Cut(hour, hour.AddHours(1));
            var at = _spans.FindIndex(span => span.Start > hour);
            _spans.Insert(at < 0 ? _spans.Count : at, new ComparedSpan(hour, hour.AddHours(1), missing, isExpired));
            Join();
        }
    }

    /// <summary>Forgets the hours that touch the span: something has changed there.</summary>
    public void Forget(DateTime start, DateTime end)
    {
        lock (_lock)
            Cut(start, end);
    }

    // Only spans of several hours can be cut in two, and those lack nothing that would have to be shared out.
    private void Cut(DateTime start, DateTime end)
    {
        var left = new List<ComparedSpan>(_spans.Count + 1);
        foreach (var span in _spans)
        {
            if (span.End <= start || span.Start >= end)
            {
                left.Add(span);
                continue;
            }

            var (before, after) = (Window.FloorToHour(start), end.Ticks % TimeSpan.TicksPerHour == 0 ? end : Window.FloorToHour(end).AddHours(1));
            if (span.Start < before)
                left.Add(span with { End = before });
            if (span.End > after)
                left.Add(span with { Start = after });
        }

        _spans = left;
    }

    private void Join()
    {
        for (var i = _spans.Count - 1; i > 0; i--)
        {
            var (before, after) = (_spans[i - 1], _spans[i]);
            if (before.End != after.Start || before.Missing != 0 || after.Missing != 0 || before.IsExpired != after.IsExpired)
                continue;
            _spans[i - 1] = before with { End = after.End };
            _spans.RemoveAt(i);
        }
    }
}
