namespace ActivityLogForwarder.Core;

/// <summary>One contract's lanes and when it is polled.</summary>
public sealed class ContractPoll(Contract contract, TimeSpan interval, TimeSpan due, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private int _failures;

    public Contract Contract => contract;

    public List<Lane> Lanes { get; } = [];

    /// <summary>Keeps <see cref="Lanes"/> side by side.</summary>
    public LanePace Pace { get; } = new(clock);

    /// <summary>The wait between polls at present.</summary>
    public TimeSpan Interval { get; private set; } = interval;

    /// <summary>When it is polled next, in the pump's time since its start.</summary>
    public TimeSpan Due { get; private set; } = due;

    /// <summary>When it is rechecked next, in the same time.</summary>
    public TimeSpan RecheckDue { get; set; }

    public DateTime? LastPoll { get; private set; }

    /// <summary>Type and code of what last went wrong; null while all is well.</summary>
    public string? LastError { get; private set; }

    public DateTime? LastErrorAt { get; private set; }

    /// <summary>Whether the API refuses the contract.</summary>
    public bool IsRefused { get; private set; }

    public void Begun(TimeSpan uptime)
    {
        lock (_lock)
            Due = uptime + Interval;
    }

    public void Succeeded(DateTime now, TimeSpan begun, bool sawEvents, PollSchedule schedule)
    {
        lock (_lock)
        {
            LastPoll = now;
            LastError = null;
            IsRefused = false;
            _failures = 0;
            Interval = schedule.After(Interval, sawEvents);
            Due = begun + Interval;
        }
    }

    public void Failed(DateTime now, TimeSpan uptime, string error, bool isRefusal, PollSchedule schedule)
    {
        lock (_lock)
        {
            LastError = error;
            LastErrorAt = now;
            IsRefused = isRefusal;
            Due = uptime + schedule.AfterFailure(++_failures, isRefusal);
        }
    }
}
