using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>The section <c>sinks</c>: the keys of every sink, then those of its type.</summary>
internal static class SinksSection
{
    /// <summary>In the place of a sink's list of contracts.</summary>
    public const string AllContracts = "all";

    public static Option Describe(IReadOnlyList<SinkType> types, IReadOnlyList<string> formats)
    {
        OptionGroup Common(SinkType? type) => new(CommonOptions(types, formats, type))
        {
            Check = (values, report) =>
            {
                Rules.Attempt(() => CheckFormat(type, values, report));
                CheckLists(values, report);
            },
        };
        return new("sinks", OptionKind.GroupMap, "Sinks by names of your choice. A name is the sink's identity: a new one begins at startFrom.")
        {
            IsRequired = true,
            Pattern = Rules.Name,
            Group = Common(null) with
            {
                Variants = new OptionVariants("type", types.ToDictionary(type => type.Name, type => With(Common(type), type.Options))),
            },
        };
    }

    public static SinkOptions From(string name, OptionValues values, IReadOnlyList<SinkType> types)
    {
        var drop = values.Group("drop");
        var contracts = values.Texts("contracts");
        return new(name, types.First(type => type.Name == values.Text("type")), values.Text("format"), values)
        {
            Accounts = values.Texts("accounts"),
            Contracts = contracts is [AllContracts] ? [] : contracts,
            Drop = drop is null ? new() : new()
            {
                Types = drop.Texts("types"),
                Actions = drop.Texts("actions"),
                Verbs = drop.Texts("verbs"),
                Services = drop.Texts("services"),
                Users = drop.Texts("users"),
            },
            Formerly = values.TextOrNull("formerly"),
            BatchMaxEvents = (int)values.Group("batch")!.Integer("maxEvents"),
            BatchMaxBytes = values.Group("batch")!.Bytes("maxBytes"),
            Original = values.Boolean("original"),
            RetryInitial = values.Group("retry")!.Duration("initial"),
            RetryMax = values.Group("retry")!.Duration("max"),
        };
    }

    private static List<Option> CommonOptions(IReadOnlyList<SinkType> types, IReadOnlyList<string> formats, SinkType? type) =>
    [
        new("type", OptionKind.Choice, "What kind of sink it is.")
            { IsRequired = true, Choices = [.. types.Select(known => known.Name)] },
        new("format", OptionKind.Choice, "Format of the records; each type has its own default.")
            { Default = type?.DefaultFormat, Choices = formats },
        new("accounts", OptionKind.TextList, "Only the contracts of these accounts."),
        new("contracts", OptionKind.TextList, "Only these contracts, or all; with several accounts a sink must name accounts or contracts.")
            { Pattern = Rules.ContractNumber, InsteadOfList = AllContracts },
        new("drop", OptionKind.Group, "Events that this sink does not get: those that match any of these lists, whose case is ignored. Each is counted.") { Group = Drop },
        new("formerly", OptionKind.Text, "The name that this sink had before: it takes over that name's cursors and all else in the state, once.") { Pattern = Rules.Name },
        new("batch", OptionKind.Group, "How much is delivered at once.")
        {
            Group = new OptionGroup(
            [
                new("maxEvents", OptionKind.Integer, "Events in one batch at most.") { Default = "1000", Min = "1", Max = "100000" },
                new("maxBytes", OptionKind.Size, "Size of one batch at most.") { Default = type?.DefaultBatchBytes ?? "5MB", Min = "1KB", Max = "100MB" },
            ]),
        },
        new("original", OptionKind.Boolean, "Whether records carry the event as it came (ECS event.original, OCSF raw_data).") { Default = "false" },
        new("retry", OptionKind.Group, "Pauses between tries, which go on for ever; only permanent rejections are set aside.") { Group = Retry },
    ];

    private static readonly OptionGroup Drop = new(
    [
        new("types", OptionKind.TextList, "Event types, such as RequestStatusUpdate."),
        new("actions", OptionKind.TextList, "Actions, such as vr.*, in which * stands for any text."),
        new("verbs", OptionKind.TextList, "Verbs.") { Choices = ["create", "delete", "update", "read", "logon", "logoff"] },
        new("services", OptionKind.TextList, "Services in which the activity took place (param.sourceService); where an event names none, the principal's."),
        new("users", OptionKind.TextList, "User names of the principal."),
    ]);

    private static readonly OptionGroup Retry = new(
    [
        new("initial", OptionKind.Duration, "The pause after the first failure; it doubles.") { Default = "1s", Min = "10ms", Max = "1h" },
        new("max", OptionKind.Duration, "The longest pause.") { Default = "1m", Min = "10ms", Max = "1d" },
    ])
    {
        Check = (values, report) =>
        {
            if (values.Duration("max") < values.Duration("initial"))
                report(values.IsGiven("max") ? "max" : "initial", "retry.max must not be shorter than retry.initial");
        },
    };

    private static void CheckFormat(SinkType? type, OptionValues values, Action<string, string> report)
    {
        if (type is { Formats.Count: > 0 } && values.Text("format") is var format && !type.Formats.Contains(format))
            report("format", $"{type.Name} does not take {format}; choose one of {string.Join(", ", type.Formats)}");
    }

    private static void CheckLists(OptionValues values, Action<string, string> report)
    {
        foreach (var key in new[] { "accounts", "contracts" })
        {
            Rules.NoRepeats(values, key, report);
            Rules.Attempt(() =>
            {
                if (values.IsGiven(key) && values.Texts(key).Count == 0)
                    report(key, "is empty, so that nothing would be delivered; leave the key out for all of them");
            });
        }
    }

    private static OptionGroup With(OptionGroup common, OptionGroup own) => new([.. common.Options, .. own.Options])
    {
        Check = (values, report) =>
        {
            Rules.Attempt(() => common.Check?.Invoke(values, report));
            Rules.Attempt(() => own.Check?.Invoke(values, report));
        },
    };
}
