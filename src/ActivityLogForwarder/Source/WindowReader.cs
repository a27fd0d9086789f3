using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>What reading one window gave.</summary>
/// <param name="Events">The window's events, each once, in the API's order.</param>
/// <param name="IsWhole">Whether all pages could be walked; if not, the window must be split.</param>
/// <param name="IsTrusted">Whether the walk was consistent.</param>
/// <param name="Bytes">Bytes of the pages that the events lie in.</param>
/// <param name="Total">The total of the first page; null where the API gave none.</param>
public sealed record ReadWindow(
    List<ActivityEvent> Events, bool IsWhole, bool IsTrusted, long Bytes, long? Total, IReadOnlyList<IDisposable> Buffers) : IDisposable
{
    private int _isDisposed;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        SpareLists<ActivityEvent>.Return(Events);
        foreach (var buffer in Buffers)
            buffer.Dispose();
    }
}

/// <summary>Reads one window consistently: walks it, and walks it again where the first walk does not add up.</summary>
public sealed class WindowReader(Walker walker, Contract contract)
{
    // More seconds in doubt than this cost more than a second walk of everything.
    private const int MaxDoubtfulSeconds = 8;

    /// <summary>Called when a window is walked a second time.</summary>
    public Action? OnSecondWalk { get; init; }

    /// <exception cref="SourceException">A page could not be had.</exception>
    public async Task<ReadWindow> ReadAsync(Window window, CancellationToken cancellationToken)
    {
        var walks = new List<IDisposable>();
        try
        {
            var first = await ReadOnceAsync(window, walks, cancellationToken).ConfigureAwait(false);
            if (first.IsSettled)
                return new ReadWindow(first.Events, first.IsWhole, first.IsWhole, first.Bytes, first.Total, walks);

            OnSecondWalk?.Invoke();
            var second = await ReadOnceAsync(window, walks, cancellationToken).ConfigureAwait(false);
            var ids = first.Events.Select(activity => activity.Id.Key).ToHashSet();
            var agree = second.IsWhole && ids.SetEquals(second.Events.Select(activity => activity.Id.Key));
            // Where they differ, what either showed is real.
            first.Events.AddRange(second.Events.Where(activity => ids.Add(activity.Id.Key)));
            return new ReadWindow(first.Events, second.IsWhole, second.IsSettled || agree, first.Bytes + second.Bytes, first.Total, walks);
        }
        catch
        {
            foreach (var walk in walks)
                walk.Dispose();
            throw;
        }
    }

    private async Task<Pass> ReadOnceAsync(Window window, List<IDisposable> walks, CancellationToken cancellationToken)
    {
        var walk = await walker.WalkAsync(window, cancellationToken).ConfigureAwait(false);
        walks.Add(walk);
        var walked = new WalkedEvents(contract, window);
        walked.Add(walk);
        var total = walk.Pages.Count > 0 ? walk.Pages[0].Total : null;
        if (walk.End == WalkEnd.TooMany)
            return new Pass(walked.Events, false, true, walk.Bytes, total);

        var doubtful = walked.DoubtfulSeconds;
        var isCertain = !walked.IsDoubtful;
        var distinct = walked.Distinct;
        var events = walked.Events;
        if (doubtful.Count is > 0 and <= MaxDoubtfulSeconds && window.Length > TimeSpan.FromSeconds(1))
        {
            var apart = new WalkedEvents(contract, window);
            apart.Add(walk, doubtful);
            distinct = apart.Distinct;
            events = apart.Events;
            var seen = events.Select(activity => activity.Id.Key).ToHashSet();
            foreach (var second in doubtful)
            {
                var alone = new WalkedEvents(contract, new Window(second, second.AddSeconds(1)));
                var walkAlone = await walker.WalkAsync(new Window(second, second.AddSeconds(1)), cancellationToken).ConfigureAwait(false);
                walks.Add(walkAlone);
                alone.Add(walkAlone);
                isCertain &= walkAlone.End == WalkEnd.Whole && alone.DoubtfulSeconds.Count == 0;
                distinct += alone.Events.Count;
                events.AddRange(alone.Events.Where(activity => window.Contains(activity.Time) && seen.Add(activity.Id.Key)));
            }
        }
        else
        {
            isCertain &= doubtful.Count == 0;
        }

        return new Pass(events, true, isCertain && walk.AgreedTotal == distinct, walk.Bytes, total);
    }

    private sealed record Pass(List<ActivityEvent> Events, bool IsWhole, bool IsSettled, long Bytes, long? Total);
}
