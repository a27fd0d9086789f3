using System.Globalization;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.Reliability;

/// <summary>
/// The crash campaign: the program is killed at random and at every named step, while the API and receivers fail as they
/// like, and in the end every sink has every event. <c>ALF_KILLS</c> says how many kills there are in all,
/// <c>ALF_SEED</c> where they begin, <c>ALF_STORE</c> which store keeps the state.
/// </summary>
public sealed class CampaignTests(ITestOutputHelper output)
{
    private const int KillsOfARound = 14;

    // What the API may do at any time without hiding anything.
    private static readonly string[] ApiFaults =
        ["500:every=7", "503:every=9", "429-seconds=1:every=15", "cut-off:every=8", "reset:every=9", "html:every=11", "empty-object:every=8", "204:every=9", "short-pages", "unsorted", "ties-shuffled"];

    public static TheoryData<int> Seeds
    {
        get
        {
            var kills = int.Parse(Environment.GetEnvironmentVariable("ALF_KILLS") ?? "14", CultureInfo.InvariantCulture);
            var first = int.Parse(Environment.GetEnvironmentVariable("ALF_SEED") ?? "1", CultureInfo.InvariantCulture);
            return [.. Enumerable.Range(first, Math.Max(1, kills / KillsOfARound))];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_is_killed_nothing_is_missing_and_nothing_is_made_up(int seed)
    {
        Tracer.Require();
        var random = new Random(seed);
        await using var installation = await Installation.StartAsync(events: 45_000, contracts: 3);
        var doors = await Doors.OpenAsync(installation);
        try
        {
            var store = Store.Chosen;
            installation.Configure(string.Join('\n', doors.Select(door => door.Sink)), store: store.Name);
            var (kills, outages) = await KillAsync(installation, store, doors, random);
            installation.Api.Faults.Disable();
            await EndAsync(installation.Start("run", "--once"));
            await AssertWholeAsync(installation, doors, kills + outages);
            await EndAsync(installation.Start("verify", "--full"));
            Assert.Empty((await installation.RunAsync(0, "dead-letters", "list")).Output);
        }
        finally
        {
            foreach (var door in doors)
                await door.DisposeAsync();
        }
    }

    // Each step in turn; about every second time a receiver is away meanwhile, or the API does what it should not.
    private async Task<(int Kills, int Outages)> KillAsync(Installation installation, Store store, IReadOnlyList<IDoor> doors, Random random)
    {
        var outages = 0;
        var met = 0;
        for (var kill = 0; kill < KillsOfARound; kill++)
        {
            var step = (KillStep)(kill % Enum.GetValues<KillStep>().Length);
            installation.Api.Faults.Disable();
            if (random.Next(2) == 0)
                installation.Api.Faults.Enable(ApiFaults[random.Next(ApiFaults.Length)]);
            var away = random.Next(2) == 0 ? doors[random.Next(doors.Count)] : null;
            if (away is { MayGo: true })
            {
                await away.DownAsync();
                outages++;
            }

            var others = doors.Where(door => door != away).ToList();
            if (await new Kill(installation, store, others, random).AtAsync(step))
                met++;
            if (away is { MayGo: true })
                await away.UpAsync();
        }

        output.WriteLine($"{met} of {KillsOfARound} kills met their step; {outages} outages of receivers.");
        return (KillsOfARound, outages);
    }

    // There may be much left to do, on a machine that has other things to do.
    private static async Task EndAsync(ForwarderProcess process)
    {
        await using (process)
        {
            var finished = await process.FinishAsync(TimeSpan.FromMinutes(10));
            Assert.True(finished.ExitCode == 0, finished.ToString());
        }
    }

    private async Task AssertWholeAsync(Installation installation, IReadOnlyList<IDoor> doors, int interruptions)
    {
        var truth = installation.Truth.ToList();
        foreach (var door in doors)
        {
            var delivered = await SettledAsync(door, truth.Count);
            Same.AtLeastOnce(truth, delivered);
            var repeated = delivered.Count - delivered.Distinct().Count();
            output.WriteLine($"{door.Sink.Split(':')[0]}: {truth.Count} events, {repeated} repeated");
            // Each contract has a batch of its own under way.
            Assert.InRange(repeated, 0, door.IsOnce ? 0 : interruptions * installation.Api.Contracts.Count * door.Batch);
        }
    }

    // What went out over plain TCP may still be on its way.
    private static async Task<IReadOnlyList<string>> SettledAsync(IDoor door, int count)
    {
        var delivered = door.Delivered();
        for (var wait = 0; wait < 1000 && delivered.Distinct().Count() < count; wait++)
        {
            await Task.Delay(20);
            delivered = door.Delivered();
        }

        return delivered;
    }
}
