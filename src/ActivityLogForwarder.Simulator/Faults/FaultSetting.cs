namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>A fault with the values of its parameters, ready to be switched on; see <see cref="FaultSet.Parse"/>.</summary>
public sealed class FaultSetting
{
    internal FaultSetting(FaultKind kind, FaultArguments arguments)
    {
        Kind = kind;
        Arguments = arguments;
    }

    public FaultKind Kind { get; }

    internal FaultArguments Arguments { get; }
}
