namespace ActivityLogForwarder.Core;

/// <summary>
/// What a lane reads: one window, and where it was told to the one behind it while the first is delivered. To be called in the lane's turn.
/// </summary>
internal sealed class LaneReads(IEventSource source, Contract contract)
{
    private ReadAhead? _ahead;

    /// <summary>
    /// Reads a window; where it holds events without a readable time, no more than the rest of its first hour: only
    /// then is known which hour's total counts them.
    /// </summary>
    /// <exception cref="SourceException">The API could not be read.</exception>
    public async Task<WindowRead> ReadAsync(Window asked, ReadPriority priority, CancellationToken stop)
    {
        var read = await TakeAheadOrReadAsync(asked, priority, stop).ConfigureAwait(false);
        var endOfHour = Window.FloorToHour(asked.Start).AddHours(1);
        if (read.Window.End <= endOfHour || read.Events.All(activity => activity.HasTime))
            return read;
        read.Dispose();
        return await source.ReadAsync(contract, new Window(asked.Start, endOfHour), priority, stop).ConfigureAwait(false);
    }

    /// <summary>Begins to read what will be asked for next.</summary>
    public void Begin(Window next, ReadPriority priority, CancellationToken stop) =>
        _ahead = new ReadAhead(next, source.ReadAsync(contract, next, priority, stop));

    /// <summary>Gives up what was begun; its memory is free on return.</summary>
    public async Task DropAsync()
    {
        var ahead = _ahead;
        _ahead = null;
        if (ahead is null)
            return;
        try
        {
            (await ahead.Read.ConfigureAwait(false)).Dispose();
        }
        catch (SourceException)
        {
            // Nobody waits for it any more; whoever reads the window next will be told.
        }
        catch (OperationCanceledException)
        {
            // The same.
        }
    }

    private Task<WindowRead> TakeAheadOrReadAsync(Window asked, ReadPriority priority, CancellationToken stop)
    {
        if (_ahead is not { } ahead || ahead.Asked != asked)
            return source.ReadAsync(contract, asked, priority, stop);
        _ahead = null;
        return ahead.Read;
    }

    private sealed record ReadAhead(Window Asked, Task<WindowRead> Read);
}
