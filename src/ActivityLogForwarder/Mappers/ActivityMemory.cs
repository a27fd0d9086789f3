namespace ActivityLogForwarder.Mappers;

/// <summary>What reading an event needs, kept by each thread so that no event allocates anything.</summary>
internal sealed class ActivityMemory
{
    [ThreadStatic]
    private static ActivityMemory? _ofThread;

    private ActivityMemory()
    {
    }

    public EventNodes Nodes { get; } = new();

    public Scratch Scratch { get; } = new();

    public IpAddressList Addresses { get; } = new();

    /// <summary>The thread's memory, free for the next event.</summary>
    public static ActivityMemory Take()
    {
        var memory = _ofThread ??= new ActivityMemory();
        memory.Scratch.Reset();
        return memory;
    }
}
