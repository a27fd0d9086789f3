using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Core.Completeness;

/// <summary>
/// Cursors, ledger, recheck, backfill and rewind through random histories: nothing is ever missing that a check had
/// the chance to find, nothing comes twice unless it was asked for, and the ledger says what the sinks got.
/// </summary>
public sealed class CompletenessModelTests
{
    private static readonly Gen<Step> AnyStep = from kind in Gen.Frequency(Enum.GetValues<StepKind>().Select(kind => (Weight(kind), Gen.Constant(kind))).ToArray())
                                                from a in Gen.Choose(0, 999)
                                                from b in Gen.Choose(0, 999)
                                                select new Step(kind, a, b);

    private static readonly Arbitrary<History> Histories = Arb.From(
        from steps in AnyStep.ArrayOf()
        from untimed in Gen.Elements(true, false)
        from recognises in Gen.Elements(true, false)
        select new History(untimed, recognises, steps),
        history => Enumerable.Range(0, history.Steps.Length).Select(left => history with { Steps = [.. history.Steps.Where((_, index) => index != left)] }));

    [Fact]
    public void Whatever_happens_nothing_is_missing_nothing_comes_twice_and_the_ledger_is_true()
    {
        Check.One(PropertyConfig.Tries(100, 45), Prop.ForAll(Histories, history =>
        {
            // FsCheck has no asynchronous properties; the pool's threads do the work meanwhile.
            Task.Run(() => PlayAsync(history)).GetAwaiter().GetResult();
        }));
    }

    private static int Weight(StepKind kind) => kind switch
    {
        StepKind.Add or StepKind.AddLate or StepKind.Poll or StepKind.Recheck or StepKind.Advance => 4,
        StepKind.Backfill or StepKind.Together or StepKind.Show or StepKind.Hide => 2,
        _ => 1,
    };

    private static async Task PlayAsync(History history)
    {
        await using var play = new ModelPlay(history.IsUntimed, history.RecognisesRepeats);
        await play.World.RestartAsync();
        foreach (var step in history.Steps)
        {
            await play.StepAsync(step);
            play.Truth.AssertTrue();
        }

        await play.EndAsync();
    }
}
