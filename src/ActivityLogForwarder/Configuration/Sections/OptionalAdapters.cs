using System.Runtime.CompilerServices;
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
    /// <param name="what">What the error calls it.</param>
    /// <param name="options">Its options.</param>
    /// <param name="makesCode">Whether its package makes code while it runs, which native code cannot.</param>
    public static OptionGroup Target(string what, IReadOnlyList<Option> options, bool makesCode = false)
    {
        var isNative = makesCode && !RuntimeFeature.IsDynamicCodeSupported;
        return new(options)
        {
            Check = ArePresent && !isNative ? null
                : (_, report) => report("", Missing(what) + (isNative ? " and without -p:PublishAot=true" : "") + ", or remove the section"),
        };
    }
}
