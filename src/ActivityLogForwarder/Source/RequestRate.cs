using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>
/// An account's budget of requests: so many a second, so many at once, none while the API asked for a pause. What is
/// free goes to the highest priority that waits, first come first served within one.
/// </summary>
public sealed class RequestRate : IDisposable
{
    /// <summary>The share of the rate that rechecks may use.</summary>
    public const double RecheckShare = 0.2;

    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, (ReadPriority Priority, long Order)> _waiting = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly double _perSecond;
    private readonly double _burst;
    private readonly int _maxConcurrent;
    private double _tokens;
    private double _recheckTokens = 1;
    private long _countedAt;
    private long _pausedUntil;
    private long _order;
    private int _running;

    /// <param name="perSecond">Requests per second, at least 1.</param>
    /// <param name="maxConcurrent">Requests under way at once, at least 1.</param>
    /// <param name="clock">The clock.</param>
    public RequestRate(int perSecond, int maxConcurrent, TimeProvider clock)
    {
        _perSecond = perSecond;
        _maxConcurrent = maxConcurrent;
        // A tenth of a second's worth: more would let a second see far more requests than it should.
        _tokens = _burst = Math.Max(1, perSecond / 10.0);
        _clock = clock;
        _countedAt = _pausedUntil = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => Release(0), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for a request's turn. Call <see cref="Exit"/> when the request is over.</summary>
    public async ValueTask EnterAsync(ReadPriority priority, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_waiting.Count == 0 && TryTake(priority))
                return;
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn, (priority, _order++));
            ArmTimer();
        }

        await using (cancellationToken.UnsafeRegister(static (turn, token) => ((TaskCompletionSource)turn!).TrySetCanceled(token), turn))
            await turn.Task.ConfigureAwait(false);
    }

    /// <summary>Ends a request begun with <see cref="EnterAsync"/>.</summary>
    public void Exit() => Release(1);

    /// <summary>Holds all requests back for so long; a longer pause already under way stays.</summary>
    public void Pause(TimeSpan time)
    {
        lock (_lock)
        {
            var until = _clock.GetTimestamp() + (long)(time.TotalSeconds * _clock.TimestampFrequency);
            _pausedUntil = Math.Max(_pausedUntil, until);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Release(int finished)
    {
        lock (_lock)
        {
            _running -= finished;
            while (_waiting.TryPeek(out var turn, out var place))
            {
                if (turn.Task.IsCompleted)
                {
                    _waiting.Dequeue();
                    continue;
                }

                if (!TryTake(place.Priority))
                    break;
                _waiting.Dequeue();
                if (!turn.TrySetResult())
                {
                    _running--;
                    _tokens++;
                }
            }

            if (_waiting.Count > 0)
                ArmTimer();
        }
    }

    private bool TryTake(ReadPriority priority)
    {
        var now = _clock.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (Seconds(now - _countedAt) * _perSecond));
        _recheckTokens = Math.Min(1, _recheckTokens + (Seconds(now - _countedAt) * _perSecond * RecheckShare));
        _countedAt = now;
        if (_running >= _maxConcurrent || _tokens < 1 || now < _pausedUntil)
            return false;
        // Rechecks wait behind everything else, so that holding one back holds nothing else back.
        if (priority == ReadPriority.Recheck)
        {
            if (_recheckTokens < 1)
                return false;
            _recheckTokens--;
        }

        _tokens--;
        _running++;
        return true;
    }

    private void ArmTimer()
    {
        // While all places are taken, the next Exit comes by itself.
        if (_running >= _maxConcurrent)
            return;
        var wait = Math.Max((1 - _tokens) / _perSecond, Seconds(_pausedUntil - _clock.GetTimestamp()));
        if (_waiting.TryPeek(out _, out var next) && next.Priority == ReadPriority.Recheck)
            wait = Math.Max(wait, (1 - _recheckTokens) / (_perSecond * RecheckShare));
        _timer.Change(TimeSpan.FromSeconds(Math.Clamp(wait, 0.001, 3600)), Timeout.InfiniteTimeSpan);
    }

    private double Seconds(long timestamps) => (double)timestamps / _clock.TimestampFrequency;
}
