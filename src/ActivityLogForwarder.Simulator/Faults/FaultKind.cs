namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>A fault that the simulator can show: a row of <see cref="FaultTable"/>.</summary>
public sealed class FaultKind
{
    private readonly Func<FaultArguments, IReadOnlyList<Fault>> _create;

    internal FaultKind(
        string name, string does, FaultParameter[] parameters, Func<FaultArguments, IReadOnlyList<Fault>> create)
    {
        Name = name;
        Does = does;
        Parameters = parameters;
        _create = create;
    }

    internal FaultKind(string name, string does, FaultParameter[] parameters, Func<FaultArguments, Fault> create)
        : this(name, does, parameters, arguments => (IReadOnlyList<Fault>)[create(arguments)])
    {
    }

    internal FaultKind(string name, string does, Fault fault)
        : this(name, does, [], _ => fault)
    {
    }

    public string Name { get; }

    /// <summary>What it does, in one sentence.</summary>
    public string Does { get; }

    /// <summary>Its parameters. <c>name=value</c> sets the first, <c>:parameter=value</c> after it any other.</summary>
    public IReadOnlyList<FaultParameter> Parameters { get; }

    internal IReadOnlyList<Fault> Create(FaultArguments arguments) => _create(arguments);
}

/// <summary>How the value of a parameter is written.</summary>
public enum FaultValue
{
    /// <summary>A whole number, not negative.</summary>
    Number,

    /// <summary>A duration with its unit: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>3h</c>, <c>7d</c>, also negative.</summary>
    Duration,

    /// <summary>Text without commas and colons.</summary>
    Text,
}

/// <summary>A parameter of a fault.</summary>
public sealed record FaultParameter(string Name, FaultValue Value, string Default, string Meaning);
