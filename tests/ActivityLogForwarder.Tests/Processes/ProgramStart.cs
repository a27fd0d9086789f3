using System.Diagnostics;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>
/// How tests start the program as a process of its own: the published one that <c>ALF_PROGRAM</c> names, as
/// <c>tests/run</c> does, else the one that was built with the tests.
/// </summary>
internal static class ProgramStart
{
    /// <summary>The published program; null where the built one is tested.</summary>
    public static readonly string? Published = Environment.GetEnvironmentVariable("ALF_PROGRAM") is { Length: > 0 } program ? program : null;

    /// <summary>The command that its arguments follow.</summary>
    public static IReadOnlyList<string> Command { get; } = Published is not null ? [Published] : [Host(), Path.Combine(AppContext.BaseDirectory, "ActivityLogForwarder.dll")];

    /// <summary>Starts it, or what starts it; nothing of whoever runs the tests overrides a key of its configuration.</summary>
    /// <param name="arguments">The command and its options.</param>
    /// <param name="under">A command that starts it.</param>
    public static ProcessStartInfo Info(IEnumerable<string> arguments, params IEnumerable<string> under)
    {
        string[] command = [.. under, .. Command, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ALF_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        return start;
    }

    // The same .NET that runs the tests.
    private static string Host() => Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
}
