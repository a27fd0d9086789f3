using System.Globalization;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Simulator.Faults;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.Reliability;

/// <summary>
/// Three faults of the API at once, chosen at random. <c>ALF_COMBINATIONS</c> says how many choices there are,
/// <c>ALF_SEED</c> where they begin.
/// </summary>
public sealed class FaultCombinationTests(ITestOutputHelper output)
{
    private const int MaxResidentMegabytes = 500;

    // Events that have other ids while these last are other events; a token that expires has a test of its own; a second
    // that holds more than can be reached is the one exception to completeness.
    private static readonly string[] Apart = ["no-uuid", "odd-uuid", "twins", "token-expires", "crowded-second"];

    // As in a day of trouble, so that a run does not wait for minutes.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["ALF_SOURCE__TIMEOUT"] = "1s",
        ["ALF_SOURCE__OVERLAP"] = "48h",
    };

    public static TheoryData<int> Seeds
    {
        get
        {
            var count = int.Parse(Environment.GetEnvironmentVariable("ALF_COMBINATIONS") ?? "6", CultureInfo.InvariantCulture);
            var first = int.Parse(Environment.GetEnvironmentVariable("ALF_SEED") ?? "1", CultureInfo.InvariantCulture);
            return [.. Enumerable.Range(first, count)];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public async Task Three_faults_at_once_lose_nothing_make_nothing_up_and_tell_no_secret(int seed)
    {
        var random = new Random(seed);
        var names = FaultTable.All.Select(kind => kind.Name).Except(Apart).ToArray();
        random.Shuffle(names);
        var faults = names[..3].Select(Setting).ToList();
        output.WriteLine(string.Join(", ", faults));
        await using var installation = await Installation.StartAsync(
            events: 6000, contracts: 2, new SimulatorOptions { Faults = FaultSet.Parse(string.Join(',', faults)) });

        var (exitCode, resident) = await OnceAsync(installation, "20s");
        Assert.Contains(exitCode, (int[])[0, 4]);
        installation.Api.Faults.Disable();
        (exitCode, var after) = await OnceAsync(installation, "60s");
        Assert.Equal(0, exitCode);
        Assert.InRange(Math.Max(resident, after), 1, MaxResidentMegabytes);

        var truth = Up(installation, hidden: false);
        var all = Up(installation, hidden: true);
        foreach (var delivered in (IReadOnlyList<string>[])[installation.Indexed, installation.Archived])
        {
            Assert.Empty(truth.Except(delivered).Take(5));
            Assert.Empty(delivered.Except(all).Take(5));
            Assert.Equal(delivered.Count, delivered.Distinct().Count());
        }
    }

    // What is not said to be waited for: a fault that lasts, hides or delays for minutes does so for a second here.
    private static string Setting(string fault) => fault switch
    {
        "drip" or "hang" => $"{fault}:time=3s:every=10",
        "hidden" => "hidden:for=1s",
        _ => fault,
    };

    // What happened before the run, as it shows now that the faults are over.
    private static HashSet<string> Up(Installation installation, bool hidden)
    {
        var end = DateTimeOffset.UtcNow.AddMinutes(-1);
        return
        [
            .. installation.Api.Contracts.SelectMany(contract => installation.Api.Events(contract)
                .Where(logged => hidden || (!logged.IsHidden && logged.Time < end)).Select(logged => $"{contract}:{logged.Id}")),
        ];
    }

    private static async Task<(int ExitCode, long Resident)> OnceAsync(Installation installation, string deadline)
    {
        await using var run = ForwarderProcess.Start(["run", "--once", "--deadline", deadline, "--config", installation.Config], Settings);
        var resident = 0L;
        while (!run.HasExited)
        {
            resident = Math.Max(resident, run.ResidentMegabytes);
            await Task.Delay(50);
        }

        return ((await run.FinishAsync()).ExitCode, resident);
    }
}
