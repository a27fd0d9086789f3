namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>The faults that are on at one instant, sorted by what they change. It never changes.</summary>
internal sealed class ActiveFaults
{
    public ActiveFaults(IReadOnlyList<Fault> faults)
    {
        Requests = Of<RequestFault>();
        Contracts = Of<ContractsFault>();
        Queries = Of<QueryFault>();
        Reads = Of<ReadFault>();
        Times = Of<TimeFault>();
        Hiding = Of<HidingFault>();
        Copies = Of<CopyFault>();
        Order = faults.OfType<OrderFault>().LastOrDefault();
        Totals = Of<TotalFault>();
        Events = Of<EventFault>();
        Replies = Of<ReplyFault>();
        HasHitMembers = faults.OfType<HitMembersFault>().Any();
        Skew = faults.OfType<ClockFault>().LastOrDefault()?.Skew ?? TimeSpan.Zero;

        T[] Of<T>() => [.. faults.OfType<T>()];
    }

    public RequestFault[] Requests { get; }

    public ContractsFault[] Contracts { get; }

    public QueryFault[] Queries { get; }

    public ReadFault[] Reads { get; }

    public TimeFault[] Times { get; }

    public HidingFault[] Hiding { get; }

    public CopyFault[] Copies { get; }

    /// <summary>The order of hits; null: newest first.</summary>
    public OrderFault? Order { get; }

    public TotalFault[] Totals { get; }

    public EventFault[] Events { get; }

    public ReplyFault[] Replies { get; }

    public bool HasHitMembers { get; }

    /// <summary>How far the service's clock is ahead of the simulator's.</summary>
    public TimeSpan Skew { get; }

    /// <summary>Whether a search lists anything but the made-up events, each once and newest first.</summary>
    public bool ChangesLists => Hiding.Length > 0 || Copies.Length > 0 || Order is not null;

    /// <summary>Whether a hit may look otherwise than its event was made.</summary>
    public bool ChangesHits => Events.Length > 0 || HasHitMembers;

    public bool Hides(string contract, long index, long ticks, long now)
    {
        foreach (var fault in Hiding)
        {
            if (fault.Hides(contract, index, ticks, now))
                return true;
        }

        return false;
    }

    public bool TouchesEvent(long index)
    {
        foreach (var fault in Events)
        {
            if (fault.Touches(index))
                return true;
        }

        return false;
    }
}
