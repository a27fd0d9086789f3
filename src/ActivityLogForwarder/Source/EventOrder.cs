using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>Sorts events by time, those of one time staying in the order in which the API gave them.</summary>
public static class EventOrder
{
    public static void Sort(List<ActivityEvent> events)
    {
        var (ascending, descending) = (true, true);
        for (var i = 1; i < events.Count; i++)
        {
            ascending &= events[i - 1].Time <= events[i].Time;
            descending &= events[i - 1].Time >= events[i].Time;
        }

        if (ascending)
            return;
        if (!descending)
        {
            var sorted = events.OrderBy(activity => activity.Time).ToArray();
            events.Clear();
            events.AddRange(sorted);
            return;
        }

        // Newest first, as search indexes answer: turned round without losing the order of ties.
        events.Reverse();
        for (int start = 0, end; start < events.Count; start = end)
        {
            for (end = start + 1; end < events.Count && events[end].Time == events[start].Time; end++)
            {
            }

            events.Reverse(start, end - start);
        }
    }
}
