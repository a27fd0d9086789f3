namespace ActivityLogForwarder.Core;

/// <summary>
/// A sink's retry state, one for all its lanes. While it is closed, one batch that was kept probes the sink, nothing
/// else is sent to it and nothing is fetched for it.
/// </summary>
/// <param name="initial">The wait after the first failure.</param>
/// <param name="max">The longest wait, unless the sink asks for a longer one.</param>
/// <param name="clock">The clock.</param>
public sealed class Gate(TimeSpan initial, TimeSpan max, TimeProvider clock)
{
    /// <summary>The longest wait a receiver's <c>Retry-After</c> can ask for.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(10);

    /// <summary>So many refused events in a row, and the sink itself is wrong.</summary>
    public const int MaxRefusedInARow = 100;

    /// <summary>A batch of at least so many that is refused to the last event, and the sink itself is wrong.</summary>
    public const int SmallestRefusedBatch = 20;

    private readonly Lock _lock = new();
    private TaskCompletionSource? _closed;
    private object? _prober;
    private int _failures;
    private int _refusedInARow;
    private bool _isWrong;
    private DateTime? _failsSince;
    private bool _isTold;

    /// <summary>Whether the sink refuses everything, or dead letters have reached their limit.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Type and code of what last went wrong; null while all is well.</summary>
    public string? LastError { get; private set; }

    public DateTime? LastErrorAt { get; private set; }

    /// <summary>When the sink last accepted or settled anything.</summary>
    public DateTime LastProgress { get; private set; } = clock.GetUtcNow().UtcDateTime;

    public bool IsOpen => _closed is null;

    /// <summary>Waits until the gate is open.</summary>
    public Task WaitOpenAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _closed?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>
    /// After a failed attempt: closes the gate. True if the caller is the one that keeps its batch and tries again
    /// after <paramref name="wait"/>; the others give up theirs.
    /// </summary>
    /// <param name="caller">Who made the attempt.</param>
    /// <param name="error">Type and code of what went wrong.</param>
    /// <param name="retryAfter">What the receiver asks for; null: nothing.</param>
    /// <param name="hold">Whether the sink refuses everything, or dead letters have reached their limit.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="isNews">Whether the operator should hear of it: it has failed twice in a row for the first time, or is held from now on.</param>
    public bool Close(object caller, string error, TimeSpan? retryAfter, bool hold, out TimeSpan wait, out bool isNews)
    {
        lock (_lock)
        {
            LastError = error;
            LastErrorAt = clock.GetUtcNow().UtcDateTime;
            wait = TimeSpan.Zero;
            isNews = false;
            if (_closed is not null && _prober != caller)
                return false;
            _closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _prober = caller;
            _failsSince ??= LastErrorAt;
            isNews = (hold && !IsHeld) || (_failures > 0 && !_isTold);
            _isTold |= isNews;
            IsHeld = hold;
            wait = Backoff(_failures++, initial, max);
            if (retryAfter > wait)
                wait = retryAfter < LongestRetryAfter ? retryAfter.Value : LongestRetryAfter;
            return true;
        }
    }

    /// <summary>After an attempt that the sink took, or when the prober goes: opens the gate.</summary>
    /// <param name="caller">Who made the attempt.</param>
    /// <param name="succeeded">False when the prober goes without having succeeded.</param>
    /// <returns>How long it failed, where the operator has heard of that and it is over; else null.</returns>
    public TimeSpan? Open(object caller, bool succeeded)
    {
        lock (_lock)
        {
            TimeSpan? failed = null;
            if (succeeded)
            {
                LastProgress = clock.GetUtcNow().UtcDateTime;
                if (_isTold)
                    failed = LastProgress - _failsSince;
                (_failsSince, _isTold) = (null, false);
                LastError = null;
                IsHeld = false;
                _failures = 0;
            }
            else if (_prober != caller)
            {
                return null;
            }

            _prober = null;
            _closed?.SetResult();
            _closed = null;
            return failed;
        }
    }

    /// <summary>
    /// Judges the refusals of one attempt: true when the sink itself is wrong, and none of them is about an event.
    /// </summary>
    public bool IsSinkWrong(int refused, int accepted, int attempted)
    {
        lock (_lock)
        {
            if (accepted > 0)
                (_refusedInARow, _isWrong) = (0, false);
            if (refused == 0)
                return false;
            var inARow = _refusedInARow + refused;
            if (refused == attempted && (_isWrong || attempted >= SmallestRefusedBatch || inARow >= MaxRefusedInARow))
                return _isWrong = true;
            _refusedInARow = inARow;
            return false;
        }
    }

    /// <summary>The wait before a try: doubled from <paramref name="initial"/> up to <paramref name="max"/>.</summary>
    public static TimeSpan Backoff(int failures, TimeSpan initial, TimeSpan max)
    {
        var wait = initial * Math.Pow(2, Math.Min(failures, 30));
        return wait < max ? wait : max;
    }
}
