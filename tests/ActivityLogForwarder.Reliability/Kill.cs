using System.Globalization;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.Reliability;

/// <summary>Where a kill hits the program.</summary>
internal enum KillStep
{
    /// <summary>At any instant, the start included.</summary>
    AtRandom,

    /// <summary>After the API has answered a page.</summary>
    AfterFetch,

    /// <summary>After a batch has been sent, before a receiver answers.</summary>
    AfterSend,

    /// <summary>While lines are written to the file of the sink <c>file</c>, or before they are flushed.</summary>
    DuringFileWrite,

    /// <summary>After receivers have accepted, before anything of it is committed.</summary>
    BeforeCommit,

    /// <summary>When a commit is written and not yet flushed to the disk.</summary>
    DuringCommit,

    /// <summary>While the database file itself is written: when it is made, migrated, or takes over what was committed.</summary>
    DuringCheckpoint,
}

/// <summary>One kill of a running forwarder, at one step.</summary>
internal sealed class Kill(Installation installation, Store store, IReadOnlyList<IDoor> doors, Random random)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Starts <c>run</c> and kills it at the step; at the latest when nothing has come of it for a while.</summary>
    /// <returns>Whether the step was met.</returns>
    public async Task<bool> AtAsync(KillStep step)
    {
        var under = Under(step);
        (IDoor Door, IDisposable Release)? held = step == KillStep.AfterSend ? Held() : null;
        await using var run = installation.StartUnder(under, "run");
        bool isMet;
        if (under.Count > 0)
        {
            isMet = await GoneAsync(run);
        }
        else
        {
            isMet = step switch
            {
                KillStep.AfterFetch => await GrowsAsync(run, () => installation.Api.Requests.Total, random.Next(1, 25)),
                KillStep.AfterSend => await GrowsAsync(run, () => held!.Value.Door.Asked, 1),
                _ => await GrowsAsync(run, () => doors.Sum(door => door.Asked), random.Next(3) == 0 ? 0 : random.Next(1, 60)),
            };
            await Task.Delay(random.Next(step == KillStep.AtRandom ? 300 : 3));
        }

        if (under.Count > 0)
            await run.KillTracedAsync();
        else
            await run.KillAsync();
        held?.Release.Dispose();
        Assert.DoesNotContain(ForwarderProcess.SecretMark, run.Output + run.Errors, StringComparison.Ordinal);
        return isMet;
    }

    private IReadOnlyList<string> Under(KillStep step)
    {
        var when = string.Create(CultureInfo.InvariantCulture, $"signal=KILL:when={random.Next(1, 40)}");
        return step switch
        {
            KillStep.DuringFileWrite => Tracer.Command("pwrite64,write,fsync", when, installation.Archive),
            KillStep.BeforeCommit => Tracer.Command("pwrite64", when, store.LogOf(installation.State)),
            KillStep.DuringCommit => Tracer.Command(store.LastOfCommit, when, store.LogOf(installation.State)),
            KillStep.DuringCheckpoint => Tracer.Command(
                "pwrite64,fsync,fdatasync", string.Create(CultureInfo.InvariantCulture, $"signal=KILL:when={random.Next(1, 6)}"), installation.State),
            _ => [],
        };
    }

    private (IDoor Door, IDisposable Release) Held()
    {
        while (true)
        {
            var door = doors[random.Next(doors.Count)];
            if (door.Hold() is { } release)
                return (door, release);
        }
    }

    private static async Task<bool> GoneAsync(ForwarderProcess run)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!run.HasExited && TimeProvider.System.GetElapsedTime(started) < Patience)
            await Task.Delay(5);
        return run.HasExited;
    }

    private static async Task<bool> GrowsAsync(ForwarderProcess run, Func<long> count, int by)
    {
        var started = TimeProvider.System.GetTimestamp();
        var until = count() + by;
        while (count() < until && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            Assert.False(run.HasExited, $"It ended by itself.\n{run.Errors}");
            await Task.Delay(1);
        }

        return count() >= until;
    }
}
