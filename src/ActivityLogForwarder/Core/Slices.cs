using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Core;

/// <summary>A kind of sink, as its folder presents it to the composition.</summary>
/// <param name="Name">The word for it in <c>type:</c>, metrics and documents.</param>
/// <param name="DefaultFormat">The format where the configuration names none.</param>
/// <param name="Options">The keys of its own.</param>
/// <param name="Create">Makes the sink without any I/O. Called once per configured sink.</param>
public sealed record SinkType(
    string Name, string DefaultFormat, OptionGroup Options, Func<SinkSettings, ISink> Create)
{
    /// <summary>The largest and default batch in bytes, as a user would write it.</summary>
    public string DefaultBatchBytes { get; init; } = "5MB";

    /// <summary>The formats that it can deliver; empty: all.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>The data stream that its records go to; null: to none. Most sinks have no say in it.</summary>
    public Func<OptionValues, Template?> DataStream { get; init; } = _ => MapperSettings.DefaultDataStream;
}

/// <summary>What a sink is made of.</summary>
/// <param name="Name">The sink's name in the configuration, its identity.</param>
/// <param name="Format">The format of the records it gets.</param>
/// <param name="Values">The values of <see cref="SinkType.Options"/>.</param>
public sealed record SinkSettings(string Name, string Format, OptionValues Values)
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Reads what a sink may want to know of an event whatever the format of its record.</summary>
    public ReadFacts Facts { get; init; } = static (_, out facts) => facts = default;
}

/// <summary>What a sink may want to know of an event whatever the format of its record. Valid as long as the event.</summary>
/// <param name="Type"><c>event.type</c>, UTF-8; empty where there is none.</param>
/// <param name="Principal">The user's name, UTF-8; empty where there is none.</param>
/// <param name="Severity">0 to 10.</param>
/// <param name="IsFailure">Whether what was tried failed.</param>
public readonly record struct EventFacts(
    ReadOnlyMemory<byte> Type, ReadOnlyMemory<byte> Principal, int Severity, bool IsFailure);

/// <summary>Reads facts of an event; never fails.</summary>
public delegate void ReadFacts(ActivityEvent activity, out EventFacts facts);

/// <summary>A format, as its folder presents it to the composition.</summary>
/// <param name="Format">The word for it in <c>format:</c>.</param>
/// <param name="Create">Makes the mapper.</param>
public sealed record MapperType(string Format, Func<MapperSettings, IMapper> Create);

/// <summary>What changes the bytes a mapper writes.</summary>
/// <param name="Original">Whether the record carries the event as it came.</param>
/// <param name="DataStream">
/// The data stream <c>type-dataset-namespace</c> that records are written to; null where there is none.
/// </param>
public sealed record MapperSettings(bool Original = false, Template? DataStream = null)
{
    /// <summary>The data stream of records whose sink has no say in it.</summary>
    public static readonly Template DefaultDataStream = new("logs-ionos.activity-default");
}
