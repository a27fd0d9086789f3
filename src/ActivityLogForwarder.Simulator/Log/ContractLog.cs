using ActivityLogForwarder.Simulator.Activities;

namespace ActivityLogForwarder.Simulator.Log;

/// <summary>The activity log of one contract: made-up events, and those added to them.</summary>
internal sealed class ContractLog
{
    private readonly Lock _lock = new();
    private AddedEvent[] _added = [];
    private long _calls;
    private long _extra = 1L << 41;

    public ContractLog(string contract, ulong seed, Func<ulong, Timeline> timeline)
    {
        Contract = contract;
        Writer = new ActivityWriter(seed, contract);
        Timeline = timeline(Writer.Key);
    }

    public string Contract { get; }

    public ActivityWriter Writer { get; }

    public Timeline Timeline { get; }

    /// <summary>The kept events, sorted by time; an array is never changed once it was given out.</summary>
    public AddedEvent[] Added => Volatile.Read(ref _added);

    /// <summary>The number of the next page request, from 1.</summary>
    public long NextCall() => Interlocked.Increment(ref _calls);

    /// <summary>An index for an event made at run time, far above those of the timeline.</summary>
    public long NextExtra() => Interlocked.Increment(ref _extra);

    public void Add(IEnumerable<AddedEvent> events)
    {
        lock (_lock)
            Volatile.Write(ref _added, [.. _added.Concat(events).OrderBy(added => added.Ticks)]);
    }
}
