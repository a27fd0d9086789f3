namespace ActivityLogForwarder.Core;

/// <summary>An hour of a lane, or the parts of it that are covered: what the ledger and the API are compared by.</summary>
/// <param name="Hour">Its first second.</param>
/// <param name="Parts">What of it is covered, in order; mostly all of it.</param>
public sealed record CoveredHour(DateTime Hour, IReadOnlyList<Window> Parts)
{
    /// <summary>From the first covered second to the last.</summary>
    public Window Span => new(Parts[0].Start, Parts[^1].End);

    /// <summary>The hours of a lane that lie in the window, widened to whole hours.</summary>
    public static IReadOnlyList<CoveredHour> Of(LaneState state, Window within)
    {
        var (first, end) = (Window.FloorToHour(within.Start), within.End);
        var hours = new SortedDictionary<DateTime, List<Window>>();
        foreach (var covered in state.Covered)
        {
            var start = covered.Start > first ? covered.Start : first;
            while (start < covered.End && start < end)
            {
                var hour = Window.FloorToHour(start);
                var stop = hour.AddHours(1) < covered.End ? hour.AddHours(1) : covered.End;
                if (!hours.TryGetValue(hour, out var parts))
                    hours[hour] = parts = [];
                parts.Add(new Window(start, stop));
                start = stop;
            }
        }

        return [.. hours.Select(hour => new CoveredHour(hour.Key, hour.Value))];
    }

    /// <summary>The covered spans of several hours, those that touch as one.</summary>
    public static IReadOnlyList<Window> Join(IEnumerable<CoveredHour> hours)
    {
        var joined = new List<Window>();
        foreach (var part in hours.SelectMany(hour => hour.Parts))
        {
            if (joined.Count > 0 && joined[^1].End == part.Start)
                joined[^1] = new Window(joined[^1].Start, part.End);
            else
                joined.Add(part);
        }

        return joined;
    }
}
