namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>Ends an attempt that makes no progress, or that the caller cancels.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan _time;
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _either;

    /// <param name="time">The time without progress.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public Deadline(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        _time = time;
        _late = new CancellationTokenSource(time, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, cancellationToken);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>There was progress.</summary>
    public void Renew() => _late.CancelAfter(_time);

    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}
