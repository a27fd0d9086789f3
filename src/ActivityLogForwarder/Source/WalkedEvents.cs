using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>
/// What one walk showed, with every hit told apart: which are events of the window, whether any was listed twice, and
/// which seconds must be read again alone to know.
/// </summary>
public sealed class WalkedEvents
{
    private static readonly ConcurrentBag<HashSet<EventKey>> Spare = [];

    private readonly Contract _contract;
    private readonly Window _window;

    public WalkedEvents(Contract contract, Window window)
    {
        _contract = contract;
        _window = window;
    }

    /// <summary>The window's events, each id once, in the order in which the API gave them.</summary>
    public List<ActivityEvent> Events { get; } = SpareLists<ActivityEvent>.Take();

    /// <summary>Hits without a <c>_source</c> object, hits outside the window, and events, each id once.</summary>
    public int Distinct { get; private set; }

    /// <summary>Seconds with an id that stands on two pages: a tie in another order may hide another event.</summary>
    public SortedSet<DateTime> DoubtfulSeconds { get; } = [];

    /// <summary>Whether an event without a readable time stands on two pages.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>Takes in a walk.</summary>
    /// <param name="walk">The walk; its pages must live as long as the events are used.</param>
    /// <param name="except">Seconds whose events come from a walk of their own.</param>
    public void Add(Walk walk, IReadOnlySet<DateTime>? except = null)
    {
        var seen = Spare.TryTake(out var spare) ? spare : [];
        Dictionary<EventKey, (int Page, int Count)>? repeated = null;
        for (var page = 0; page < walk.Pages.Count; page++)
        {
            foreach (ref readonly var hit in CollectionsMarshal.AsSpan(walk.Pages[page].Hits))
            {
                if (except is not null && hit.Event.HasTime && except.Contains(Window.FloorToSecond(hit.Event.Time)))
                    continue;
                // A hit with neither an id nor a source cannot be told from another: it is one of its own.
                if (hit.Event.Id.Text.IsEmpty)
                {
                    Distinct++;
                    continue;
                }

                if (seen.Add(hit.Event.Id.Key))
                    Take(hit, 1);
                else
                    Repeat(walk, hit, page, repeated ??= []);
            }
        }

        seen.Clear();
        Spare.Add(seen);
    }

    private void Repeat(Walk walk, in Hit hit, int page, Dictionary<EventKey, (int Page, int Count)> repeated)
    {
        var key = hit.Event.Id.Key;
        if (!repeated.TryGetValue(key, out var before))
            before = (walk.Pages.FindIndex(earlier => earlier.Hits.Exists(other => other.Event.Id.Key == key)), 1);
        repeated[key] = (page, before.Count + 1);
        if (before.Page != page)
        {
            if (hit.Event.HasTime)
                DoubtfulSeconds.Add(Window.FloorToSecond(hit.Event.Time));
            else
                IsDoubtful = true;
        }

        // An id of the API's own names one event, however often it is listed; content alone may well occur twice.
        if (!hit.HasOwnId)
            Take(hit, before.Count + 1);
    }

    private void Take(in Hit hit, int occurrence)
    {
        Distinct++;
        var activity = hit.Event;
        if (!hit.IsEvent || (activity.HasTime && !_window.Contains(activity.Time)))
            return;
        if (occurrence > 1)
            activity = activity.WithId(EventId.FromContent(activity.Source.Span, occurrence));
        activity.FoundIn(_contract, _window.Start);
        Events.Add(activity);
    }
}
