using System.Collections.Concurrent;

namespace ActivityLogForwarder.Core;

/// <summary>
/// Lists for the hits of a page, the events of a window and what of a batch is settled: too large to be made anew each time, since what is larger
/// than 85,000 bytes makes the garbage collector look at everything.
/// </summary>
internal static class SpareLists<T>
{
    // What one huge window needed is let go.
    private const int MaxCapacity = 20_000;

    private static readonly ConcurrentBag<List<T>> Spare = [];

    /// <summary>An empty list.</summary>
    public static List<T> Take() => Spare.TryTake(out var spare) ? spare : [];

    /// <summary>Takes a list back; nobody may hold on to it.</summary>
    public static void Return(List<T> list)
    {
        if (list.Capacity is 0 or > MaxCapacity)
            return;
        list.Clear();
        Spare.Add(list);
    }
}
