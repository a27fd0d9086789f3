namespace ActivityLogForwarder.Core;

/// <summary>
/// Walks spans of the log behind a lane's cursor, window by window, each in a turn of its own: live polls go on in between, and the cursor
/// stays where it is.
/// </summary>
internal sealed class BehindWalk(WindowTransfer transfer, LaneProof proof)
{
    /// <summary>Reads a covered window once more and delivers what is not settled.</summary>
    /// <param name="window">The window; covered.</param>
    /// <param name="priority">Whose share of the rate it takes.</param>
    /// <param name="stop">Nothing more is begun.</param>
    /// <param name="abort">What is under way ends at once.</param>
    /// <param name="only">The only ids that may be missing; null: any.</param>
    /// <exception cref="SourceException">The API could not be read.</exception>
    /// <exception cref="StateException">The state could not be written.</exception>
    public Task<Walked> RereadAsync(
        Window window, ReadPriority priority, CancellationToken stop, CancellationToken abort, IReadOnlySet<EventKey>? only = null) =>
        WalkAsync(new WindowRequest(window, priority, ReadPurpose.Behind, only), null, stop, abort);

    /// <summary>Reads a window that is not covered, delivers it and counts it as covered, part by part.</summary>
    /// <param name="window">The window; nothing of it is covered.</param>
    /// <param name="priority">Whose share of the rate it takes.</param>
    /// <param name="done">Told of each part that is done with, and of its length; not in the lane's turn.</param>
    /// <param name="stop">Nothing more is begun.</param>
    /// <param name="abort">What is under way ends at once.</param>
    /// <exception cref="SourceException">The API could not be read.</exception>
    /// <exception cref="StateException">The state could not be written.</exception>
    public async Task<Walked> CoverAsync(
        Window window, ReadPriority priority, Func<Walked, TimeSpan, Task>? done, CancellationToken stop, CancellationToken abort)
    {
        try
        {
            return await WalkAsync(new WindowRequest(window, priority, ReadPurpose.Cover), done, stop, abort).ConfigureAwait(false);
        }
        finally
        {
            // What was said of an hour of which less was covered says nothing of the rest.
            proof.Forget(window.Start, window.End);
        }
    }

    /// <summary>Delivers a window again whatever is settled, and writes nothing down; else as <see cref="CoverAsync"/>.</summary>
    public Task<Walked> RepeatAsync(
        Window window, ReadPriority priority, Func<Walked, TimeSpan, Task>? done, CancellationToken stop, CancellationToken abort) =>
        WalkAsync(new WindowRequest(window, priority, ReadPurpose.Again), done, stop, abort);

    private async Task<Walked> WalkAsync(
        WindowRequest request, Func<Walked, TimeSpan, Task>? done, CancellationToken stop, CancellationToken abort)
    {
        var walked = new Walked(true, 0, 0);
        var end = request.Window.End;
        try
        {
            while (!request.Window.IsEmpty)
            {
                var part = await transfer.RunAsync(request, stop, abort).ConfigureAwait(false);
                if (!part.IsDelivered || part.Window.IsEmpty)
                    return walked with { IsWhole = false };
                walked = new Walked(walked.IsWhole && part.IsTrusted, walked.Delivered + part.Delivered, walked.Settled + part.Settled);
                if (done is not null)
                    await done(new Walked(part.IsTrusted, part.Delivered, part.Settled), part.Window.Length).ConfigureAwait(false);
                request = request with { Window = new Window(part.Window.End, end) };
            }

            return walked;
        }
        finally
        {
            if (request.ReadsAhead)
                await transfer.DropAheadAsync().ConfigureAwait(false);
        }
    }
}
