using System.Text.Json.Nodes;
using ActivityLogForwarder.Simulator.Http;
using ActivityLogForwarder.Simulator.Log;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>Where the simulator can misbehave: each kind of fault is one place in the way of a request.</summary>
internal abstract record Fault;

/// <summary>Moves the service's clock: the time it lives at and the <c>Date</c> it sends.</summary>
internal sealed record ClockFault(TimeSpan Skew) : Fault;

/// <summary>Answers a request before it is looked at; null lets it pass.</summary>
internal sealed record RequestFault(Func<Exchange, Reply?> Answer) : Fault;

/// <summary>Changes the list of contracts.</summary>
internal sealed record ContractsFault(Func<IReadOnlyList<string>, IReadOnlyList<string>> Change) : Fault;

/// <summary>Changes how a page request is understood.</summary>
internal sealed record QueryFault(Func<PageQuery, PageQuery> Change) : Fault;

/// <summary>Is told of every read of a contract's log, before the log is looked at.</summary>
internal sealed record ReadFault(Action<ContractLog, DateTime> Read) : Fault;

/// <summary>Is told when it is switched on, once for each contract.</summary>
internal sealed record StartFault(Action<ContractLog, DateTime> Start) : Fault;

/// <summary>Changes when made-up events happen.</summary>
internal sealed record TimeFault(Func<Timeline, Timeline> Change) : Fault;

/// <summary>Hides made-up events for a while.</summary>
internal abstract record HidingFault : Fault
{
    public abstract bool Hides(string contract, long index, long ticks, long now);

    /// <summary>Is told of every search, before it is carried out: it is about the events from low up to, not including, high.</summary>
    public virtual void Asked(string contract, long low, long high, long offset)
    {
    }
}

/// <summary>Lists some events a second time.</summary>
internal sealed record CopyFault(HitKind Kind, Func<long, bool> Touches) : Fault;

/// <summary>Puts the hits of a search, given oldest first, in order; also gets the number of the call.</summary>
internal sealed record OrderFault(Action<List<Hit>, long> Change) : Fault;

/// <summary>Changes the total; also gets the number of the call.</summary>
internal sealed record TotalFault(Func<Total, long, Total> Change) : Fault;

/// <summary>Changes the <c>_source</c> of those made-up events that it touches.</summary>
internal sealed record EventFault(Func<long, bool> Touches, Action<JsonObject, long> Change) : Fault
{
    /// <summary>JSON text put before the event's last brace, for what a JSON writer would not write.</summary>
    public string Tail { get; init; } = "";
}

/// <summary>Hits have <c>_id</c> and the other members of a search index.</summary>
internal sealed record HitMembersFault : Fault;

/// <summary>Changes an answer of the published API.</summary>
internal sealed record ReplyFault(Func<Exchange, Reply, Reply> Change) : Fault;
