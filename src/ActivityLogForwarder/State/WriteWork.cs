namespace ActivityLogForwarder.State;

/// <summary>
/// Something to write, which waits for its turn. Whoever waits may cancel it until the writer takes it; then it is
/// written.
/// </summary>
/// <param name="write">
/// Writes it, or throws <see cref="ArgumentException"/> before it has written anything; what the file makes it stumble over
/// is an <see cref="ArgumentOutOfRangeException"/>.
/// </param>
internal sealed class WriteWork(Action write)
{
    private const int Waiting = 0, Taken = 1, Cancelled = 2;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = Waiting;
    private ArgumentException? _refusal;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static (work, token) => ((WriteWork)work!).Cancel(token), this))
            await _done.Task.ConfigureAwait(false);
    }

    /// <summary>Whether it is the writer's now; false once it has been cancelled.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Writes it, or remembers why it cannot be written, whatever the state of the disk.</summary>
    public void Write()
    {
        _refusal = null;
        try
        {
            write();
        }
        catch (ArgumentException e) when (e is not ArgumentOutOfRangeException)
        {
            _refusal = e;
        }
    }

    /// <summary>What was written is on the disk.</summary>
    public void Complete()
    {
        if (_refusal is null)
            _done.SetResult();
        else
            _done.SetException(_refusal);
    }

    public void Fail(Exception exception) => _done.SetException(exception);

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
            _done.SetCanceled(token);
    }
}
