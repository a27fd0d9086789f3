using System.Net;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>Walks the pages of one frozen window once, and notices when the API will not show all of it.</summary>
public sealed class Walker(AccountSession session, Contract contract, ReadPriority priority)
{
    /// <summary>Bytes of pages that a window may have before it is split.</summary>
    public const long MaxWindowBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of pages that a single second, which cannot be split, may have.</summary>
    public const long MaxSecondBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <exception cref="SourceException">A page could not be had.</exception>
    public async Task<Walk> WalkAsync(Window window, CancellationToken cancellationToken)
    {
        var walk = new Walk();
        try
        {
            walk.End = await WalkAsync(walk, window, cancellationToken).ConfigureAwait(false);
            return walk;
        }
        catch
        {
            walk.Dispose();
            throw;
        }
    }

    private async Task<WalkEnd> WalkAsync(Walk walk, Window window, CancellationToken cancellationToken)
    {
        var canSplit = window.Length > OneSecond;
        var maxBytes = canSplit ? MaxWindowBytes : MaxSecondBytes;
        while (true)
        {
            var limit = session.OffsetCountsPages ? session.PageSize : Math.Min(session.PageSize, session.MaxWindow - walk.Count);
            if (limit <= 0 || walk.Count >= session.MaxWindow || walk.Bytes > maxBytes)
                return WalkEnd.TooMany;

            var offset = session.OffsetCountsPages ? walk.Pages.Count : walk.Count;
            if (await GetPageAsync(window, offset, limit, cancellationToken).ConfigureAwait(false) is not { } page)
            {
                session.LearnMaxWindow(walk.Count);
                return WalkEnd.TooMany;
            }

            walk.Add(page);
            var isExact = !page.IsTotalCapped && page.Total % 1000 != 0;
            if (canSplit && walk.Pages.Count == 1 && IsTooMuch(page, isExact))
                return WalkEnd.TooMany;

            if (page.Hits.Count == 0)
            {
                if (page.Total is not { } total || total <= walk.Count)
                    return canSplit && page.Total is null && walk.Count > 0 && walk.Count % 1000 == 0 ? WalkEnd.TooMany : WalkEnd.Whole;
                // An empty page before the total. If the total is another at each call, it means nothing, and a second
                // walk will tell; else the API counts offsets in pages, or shows nothing beyond here.
                if (walk.Count > 0 && walk.AgreedTotal is null)
                    return WalkEnd.Whole;
                if (walk.Count > 0 && await CountsPagesAsync(walk, window, cancellationToken).ConfigureAwait(false))
                {
                    session.OffsetCountsPages = true;
                    walk.Clear();
                    continue;
                }

                if (walk.Count > 0 && !await HasSameTotalAsync(walk, window, cancellationToken).ConfigureAwait(false))
                    return WalkEnd.Whole;
                if (walk.Count > 0)
                    session.LearnMaxWindow(walk.Count);
                return WalkEnd.TooMany;
            }

            if (isExact && walk.Count >= page.Total)
                return WalkEnd.Whole;
        }
    }

    // A capped total is unknown, and a round one may be; what does not fit is not worth walking.
    private bool IsTooMuch(ApiPage page, bool isExact) =>
        page.Total is { } total && total > 0
        && (!isExact || total > session.MaxWindow || (page.Hits.Count > 0 && page.Length / page.Hits.Count * total > MaxWindowBytes));

    /// <summary>The page; null where the API refuses its offset.</summary>
    private async Task<ApiPage?> GetPageAsync(Window window, int offset, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return await session.GetPageAsync(contract, window, offset, limit, priority, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception) when (offset > 0 && exception.Status is (HttpStatusCode.BadRequest
            or HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge))
        {
            return null;
        }
        catch (ApiException exception) when (offset > 0 && (int)exception.Status >= 500)
        {
            return await GetAgainAsync(window, offset, limit, cancellationToken).ConfigureAwait(false);
        }
    }

    // An outage, or an API that breaks at high offsets? During an outage the first page throws as well; after one the
    // page is there.
    private async Task<ApiPage?> GetAgainAsync(Window window, int offset, int limit, CancellationToken cancellationToken)
    {
        using var first = await session.GetPageAsync(contract, window, 0, 1, priority, cancellationToken).ConfigureAwait(false);
        try
        {
            return await session.GetPageAsync(contract, window, offset, limit, priority, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception) when ((int)exception.Status >= 500)
        {
            return null;
        }
    }

    private async Task<bool> HasSameTotalAsync(Walk walk, Window window, CancellationToken cancellationToken)
    {
        using var again = await session.GetPageAsync(contract, window, 0, 1, priority, cancellationToken).ConfigureAwait(false);
        return again.Total == walk.AgreedTotal;
    }

    private async Task<bool> CountsPagesAsync(Walk walk, Window window, CancellationToken cancellationToken)
    {
        if (session.OffsetCountsPages || walk.Pages[0].Hits.Count < 2)
            return false;
        using var second = await session
            .GetPageAsync(contract, window, 1, session.PageSize, priority, cancellationToken).ConfigureAwait(false);
        // Skipping one hit would show most of the first page again; skipping a page shows none of it.
        var first = walk.Pages[0].Hits.Select(hit => hit.Event.Id.Key).ToHashSet();
        return second.Hits.Count > 0 && !second.Hits.Exists(hit => first.Contains(hit.Event.Id.Key));
    }
}
