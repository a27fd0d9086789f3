using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>What only builds with <c>-p:OptionalAdapters=true</c> have.</summary>
internal static class OptionalAdapters
{
    public static string Missing(string what) => $"this build has no {what}; build with -p:OptionalAdapters=true";

    /// <summary>A target of the forwarder's own log, refused as a whole.</summary>
    public static OptionGroup Refused(string what, IReadOnlyList<Option> options) =>
        new(options) { Check = (_, report) => report("", Missing(what) + ", or remove the section") };
}
