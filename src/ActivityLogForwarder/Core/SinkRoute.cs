namespace ActivityLogForwarder.Core;

/// <summary>Says why an event is not meant for a sink; null: it is.</summary>
public delegate string? DropReason(ActivityEvent activity);

/// <summary>A configured sink with all that the pump needs to deliver to it.</summary>
/// <param name="name">Its name in the configuration, its identity.</param>
public sealed class SinkRoute(string name, ISink sink, IMapper mapper, Gate gate)
{
    /// <summary>
    /// Windows that may be in memory for one sink at once. They are the sink's own, so that a slow one cannot use up
    /// those of another.
    /// </summary>
    public const int MaxWindows = 4;

    public string Name => name;

    public ISink Sink => sink;

    public IMapper Mapper => mapper;

    public Gate Gate => gate;

    /// <summary>Events in a batch, at most.</summary>
    public int MaxEvents { get; init; } = 1000;

    /// <summary>Bytes of records in a batch, at most; a larger record goes alone.</summary>
    public long MaxBytes { get; init; } = 5_000_000;

    /// <summary>Which contracts are delivered to it.</summary>
    public Func<Contract, bool> Takes { get; init; } = _ => true;

    /// <summary>The filter; null: everything is delivered.</summary>
    public DropReason? Drop { get; init; }

    internal SemaphoreSlim Windows { get; } = new(MaxWindows, MaxWindows);
}
