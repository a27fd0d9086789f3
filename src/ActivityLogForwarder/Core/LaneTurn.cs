namespace ActivityLogForwarder.Core;

/// <summary>
/// The turn of a lane: whoever holds it is alone in reading, delivering and writing down for the lane. Live polls, recheck,
/// backfill, repair and replay take turns, a window each: nothing is delivered by two at once.
/// </summary>
/// <param name="gate">The sink's: while it is closed, a batch that is kept may hold the turn for long.</param>
internal sealed class LaneTurn(Gate gate)
{
    // How often whoever waits looks whether there is something to interrupt, or still something to do.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    // Rises whenever the turn ends, so that it is known of each whether it lasts.
    private long _number;

    // Both live as long as the lane: as long as the process.
    private SemaphoreSlim Free { get; } = new(1, 1);

    private CancellationTokenSource Interrupt { get; set; } = new();

    /// <summary>Cancelled when whoever waits for a dead sink is to give up the turn; to be taken by who holds it.</summary>
    public CancellationToken Interrupted => Interrupt.Token;

    /// <summary>Waits for the turn; disposing what is returned ends it.</summary>
    public async ValueTask<Held> TakeAsync(CancellationToken stop)
    {
        await Free.WaitAsync(stop).ConfigureAwait(false);
        return new Held(this, _number);
    }

    /// <summary>Waits for the turn for a moment; null when others still had it.</summary>
    public async ValueTask<Held?> TryTakeAsync() =>
        await Free.WaitAsync(LookEvery).ConfigureAwait(false) ? new Held(this, _number) : null;

    /// <summary>Takes the turn soon: a batch that waits for a dead sink is given up for it.</summary>
    public async ValueTask<Held> InterruptAsync(CancellationToken stop)
    {
        do
        {
            if (!gate.IsOpen)
                await Interrupt.CancelAsync().ConfigureAwait(false);
        }
        while (!await Free.WaitAsync(LookEvery, stop).ConfigureAwait(false));
        Interrupt = new CancellationTokenSource();
        return new Held(this, _number);
    }

    /// <summary>The turn of one holder: whatever may be done in the lane's turn only asks for it. Of no use once it is over.</summary>
    public readonly struct Held(LaneTurn turn, long number) : IDisposable
    {
        /// <exception cref="InvalidOperationException">The turn is over: another may have it.</exception>
        public void ThrowIfOver()
        {
            if (turn._number != number)
                throw new InvalidOperationException("The turn is over.");
        }

        /// <summary>Ends the turn.</summary>
        public void Dispose()
        {
            ThrowIfOver();
            turn._number++;
            turn.Free.Release();
        }
    }
}
