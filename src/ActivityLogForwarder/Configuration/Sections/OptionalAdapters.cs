using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>What only builds with <c>-p:OptionalAdapters=true</c> have.</summary>
internal static class OptionalAdapters
{
#if OPTIONAL_ADAPTERS
    public static readonly bool ArePresent = true;
#else
    public static readonly bool ArePresent;
#endif

    public static string Missing(string what) => $"this build has no {what}; build with -p:OptionalAdapters=true";

    /// <summary>A target of the forwarder's own log, refused as a whole where it is missing.</summary>
    public static OptionGroup Target(string what, IReadOnlyList<Option> options) => new(options)
    {
        Check = ArePresent ? null : (_, report) => report("", Missing(what) + ", or remove the section"),
    };
}
