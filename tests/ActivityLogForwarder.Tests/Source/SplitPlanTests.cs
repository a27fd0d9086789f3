using ActivityLogForwarder.Core;
using ActivityLogForwarder.Source;
using ActivityLogForwarder.Tests.Some;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Source;

public sealed class SplitPlanTests
{
    /// <summary>Whatever the density, windows follow each other without a hole or an overlap and end where asked.</summary>
    [Fact]
    public void The_parts_of_a_window_cover_it_exactly()
    {
        var densities = Gen.Elements(0, 1, 7, 300, 20_000).ListOf(40).ToArbitrary();
        Prop.ForAll(densities, perMinute =>
        {
            var all = new Window(Events.Start, Events.Start.AddMinutes(40));
            var plan = new SplitPlan();
            var (at, requests) = (all.Start, 0);
            while (at < all.End)
            {
                var left = new Window(at, all.End);
                var part = plan.First(left);
                while (Hits(perMinute, part) > 10_000 && part.Length > TimeSpan.FromSeconds(1))
                {
                    requests++;
                    var shorter = SplitPlan.Shorter(part, Hits(perMinute, part));
                    Assert.Equal(part.Start, shorter.Start);
                    Assert.True(shorter.End < part.End);
                    part = shorter;
                }

                Assert.Equal(at, part.Start);
                Assert.True(part.End > at && part.End <= all.End);
                var hits = Hits(perMinute, part);
                plan.Read(part, (int)hits, hits * 1100, part == left);
                at = part.End;
                requests++;
            }

            Assert.True(requests < 60 + (Hits(perMinute, all) / 500), $"{requests} windows for {Hits(perMinute, all)} hits");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void One_second_is_never_split()
    {
        var second = new Window(Events.Start, Events.Start.AddSeconds(1));
        Assert.Equal(second, new SplitPlan().First(second));
        Assert.Equal(second, SplitPlan.Shorter(new Window(Events.Start, Events.Start.AddSeconds(2)), 1_000_000));
    }

    private static long Hits(IList<int> perMinute, Window window) =>
        (long)Enumerable.Range(0, (int)window.Length.TotalSeconds)
            .Sum(second => perMinute[(int)(window.Start.AddSeconds(second) - Events.Start).TotalMinutes] / 60.0);
}
