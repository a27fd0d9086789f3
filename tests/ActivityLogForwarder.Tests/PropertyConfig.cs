using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests;

/// <summary>
/// How properties are tried: from one seed, so that a run that passes passes again. <c>ALF_SEED=random</c> tries others,
/// <c>ALF_SEED=N,GAMMA</c> repeats what a failure printed, and <c>ALF_TIMES=N</c> tries N times as often.
/// </summary>
internal static class PropertyConfig
{
    private const ulong Seed = 2026_11_22;

    // FsCheck's generators need an odd one.
    private const ulong Gamma = 7_046_029_254_386_353_131;

    /// <summary>Tries a property so many times, with values up to a size.</summary>
    public static Config Tries(int times = 100, int endSize = 100)
    {
        var more = int.Parse(Environment.GetEnvironmentVariable("ALF_TIMES") ?? "1", CultureInfo.InvariantCulture);
        var config = Config.QuickThrowOnFailure.WithMaxTest(times * more).WithEndSize(endSize);
        return Environment.GetEnvironmentVariable("ALF_SEED") switch
        {
            "random" => config,
            { Length: > 0 } seed => Replayed(config, [.. seed.Trim('(', ')').Split(',').Select(part => ulong.Parse(part, CultureInfo.InvariantCulture))]),
            _ => config.WithReplay(Seed, Gamma),
        };
    }

    private static Config Replayed(Config config, ulong[] seed) =>
        seed.Length > 2 ? config.WithReplay(seed[0], seed[1], (int)seed[2]) : config.WithReplay(seed[0], seed[1]);
}
