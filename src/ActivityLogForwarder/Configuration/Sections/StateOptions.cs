using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>Where the forwarder keeps what it has delivered: the section <c>state</c>.</summary>
public sealed record StateOptions
{
    internal static readonly Option Description = new("state", OptionKind.Group, "Where the forwarder keeps what it has delivered.")
    {
        Group = new OptionGroup(
        [
            new("store", OptionKind.Choice, "Kind of store; litedb only in builds with -p:OptionalAdapters=true.")
                { Default = "sqlite", Choices = ["sqlite", "litedb"] },
            new("path", OptionKind.Path, "File of the store, created with mode 0600, its folder with 0700. On a local disk.")
                { Default = "./data/forwarder.db" },
            new("expectExisting", OptionKind.Boolean, "Whether an empty state is an error: a lost volume is not a first start.")
                { Default = "false" },
        ])
        {
            Check = (values, report) =>
            {
                if (values.Text("store") == "litedb" && !OptionalAdapters.ArePresent)
                    report("store", OptionalAdapters.Missing("LiteDB store") + ", or use sqlite");
            },
        },
    };

    /// <summary>The kind of store.</summary>
    public string Store { get; init; } = "sqlite";

    /// <summary>The store's file.</summary>
    public string Path { get; init; } = "./data/forwarder.db";

    /// <summary>Whether an empty state is an error.</summary>
    public bool ExpectExisting { get; init; }

    internal static StateOptions From(OptionValues values) =>
        new() { Store = values.Text("store"), Path = values.Text("path"), ExpectExisting = values.Boolean("expectExisting") };
}
