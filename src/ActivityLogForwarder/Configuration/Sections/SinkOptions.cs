using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>A place that events are delivered to: an entry of the section <c>sinks</c>.</summary>
/// <param name="Name">Its name, which is its identity.</param>
/// <param name="Type">What kind of sink it is.</param>
/// <param name="Format">The format of the records it gets.</param>
/// <param name="Values">All its values, those of <see cref="SinkType.Options"/> among them.</param>
public sealed record SinkOptions(string Name, SinkType Type, string Format, OptionValues Values)
{
    /// <summary>The accounts whose contracts it gets; empty: all.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>The contracts it gets; empty: all of <see cref="Accounts"/>.</summary>
    public IReadOnlyList<string> Contracts { get; init; } = [];

    /// <summary>The events it does not get.</summary>
    public DropOptions Drop { get; init; } = new();

    /// <summary>The name it had before, whose state it takes over; null: none.</summary>
    public string? Formerly { get; init; }

    /// <summary>Events in one batch at most.</summary>
    public int BatchMaxEvents { get; init; } = 1000;

    /// <summary>Bytes in one batch at most.</summary>
    public long BatchMaxBytes { get; init; } = 5_000_000;

    /// <summary>Whether records carry the event as it came.</summary>
    public bool Original { get; init; }

    /// <summary>The pause after a first failure; it doubles up to <see cref="RetryMax"/>.</summary>
    public TimeSpan RetryInitial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause between two tries.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the sink gets the contract's events.</summary>
    public bool Takes(Contract contract) =>
        (Accounts.Count == 0 || Accounts.Contains(contract.Account)) && (Contracts.Count == 0 || Contracts.Contains(contract.Number));
}

/// <summary>Events that a sink does not get: one that matches any of the lists, ignoring case.</summary>
public sealed record DropOptions
{
    /// <summary>Event types, such as <c>RequestStatusUpdate</c>.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Actions, such as <c>vr.*</c>; <c>*</c> stands for any text.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Verbs: <c>create</c>, <c>delete</c>, <c>update</c>, <c>read</c>, <c>logon</c>, <c>logoff</c>.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>Services in which the activity took place; where an event names none, the principal's.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>User names of the principal.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Whether nothing is dropped.</summary>
    public bool IsEmpty => Types.Count + Actions.Count + Verbs.Count + Services.Count + Users.Count == 0;
}
