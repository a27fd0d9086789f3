using ActivityLogForwarder.Simulator.Log;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Simulator;

public sealed class TimelineTests
{
    private static readonly long Start = new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public void A_look_up_by_time_is_what_counting_says()
    {
        var property = Prop.ForAll(
            ArbMap.Default.ArbFor<(ulong Key, byte Past, byte Rate, byte Crowded)>(), ArbMap.Default.ArbFor<ushort>(), (given, moment) =>
            {
                var end = Start + TimeSpan.FromMinutes(1).Ticks;
                var timeline = new Timeline(given.Key, given.Past, Start, end, end, given.Rate / 10.0)
                    .With(given.Past / 4, given.Crowded % (1 + (given.Past / 2)), TimeSpan.FromSeconds(1));
                var ticks = Start + (moment * TimeSpan.TicksPerMillisecond);
                var indexes = given.Rate == 0 ? given.Past : given.Past + 2000;
                var times = Enumerable.Range(0, indexes).Select(index => timeline.TicksOf(index)).ToArray();

                Assert.Equal(times.Order(), times);
                Assert.All(times, time => Assert.Equal(0, time % TimeSpan.TicksPerMillisecond));
                Assert.Equal(times.Count(time => time < ticks), timeline.CountBefore(ticks));
                foreach (var time in times.Take(20))
                    Assert.Equal(times.Count(other => other < time), timeline.CountBefore(time));
            });
        Check.One(PropertyConfig.Tries(), property);
    }
}
