using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>Events set aside: the section <c>deadLetters</c>.</summary>
public sealed record DeadLetterOptions
{
    internal static readonly Option Description = new("deadLetters", OptionKind.Group, "Events set aside because they alone cannot be delivered.")
    {
        Group = new OptionGroup(
        [
            new("maxBytes", OptionKind.Size, "Room for them; at the limit the sink is held, nothing is discarded.")
                { Default = "1GB", Min = "1KB", Max = "1TB" },
        ]),
    };

    /// <summary>Room for dead letters, in bytes; at the limit the sink is held.</summary>
    public long MaxBytes { get; init; } = 1_000_000_000;

    internal static DeadLetterOptions From(OptionValues values) => new() { MaxBytes = values.Bytes("maxBytes") };
}
