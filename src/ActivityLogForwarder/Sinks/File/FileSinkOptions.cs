using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>Which files are written, and how.</summary>
public sealed record FileSinkOptions
{
    /// <summary>The keys.</summary>
    public static readonly OptionGroup Description = new(
    [
        new("path", OptionKind.Template, "File to append to; its folders are created.") { IsRequired = true },
        new("fsync", OptionKind.Boolean, "Flush each batch to the disk before it counts as delivered.") { Default = "true" },
        new("rotate", OptionKind.Group, "When the file is set aside as path.1, path.2 and so on; off unless maxBytes is given.")
        {
            Group = new OptionGroup(
            [
                new("maxBytes", OptionKind.Size, "A batch that would make the file larger than this begins a new one.") { Min = "1KB" },
                new("keep", OptionKind.Integer, "Files set aside that are kept.") { Default = "10", Min = "1", Max = "10000" },
            ])
            {
                Check = (values, report) =>
                {
                    if (values.IsGiven("keep") && values.IntegerOrNull("maxBytes") is null)
                        report("keep", "keep means nothing without maxBytes");
                },
            },
        },
    ])
    {
        Check = (values, report) =>
        {
            if (values.TextOrNull("path") is { } path && (path.EndsWith('/') || path.Contains('\0', StringComparison.Ordinal)))
                report("path", "names a folder, not a file");
        },
    };

    /// <summary>The file appended to.</summary>
    public required Template Path { get; init; }

    /// <summary>Whether a batch is flushed to the disk before it counts as delivered.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>Bytes at which a file is set aside; null: never.</summary>
    public long? RotateAtBytes { get; init; }

    /// <summary>Files set aside that are kept.</summary>
    public int Keep { get; init; } = 10;

    public static FileSinkOptions From(OptionValues values) => new()
    {
        Path = values.Template("path"),
        Fsync = values.Boolean("fsync"),
        RotateAtBytes = values.Group("rotate")?.IntegerOrNull("maxBytes"),
        Keep = (int)(values.Group("rotate")?.IntegerOrNull("keep") ?? 10),
    };
}
