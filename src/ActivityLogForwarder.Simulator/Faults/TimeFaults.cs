using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Simulator.Log;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>When events may happen, and what the service's clock may say.</summary>
internal static class TimeFaults
{
    public static readonly FaultKind[] All =
    [
        new("crowded-second", "A quarter of the past's events, up to the count, happen within one second; switch it on at the start.",
            [new("count", FaultValue.Number, "12000", "how many events")],
            arguments => new TimeFault(timeline => timeline.With(timeline.Past / 2, Math.Min(arguments.Number("count"), timeline.Past / 4), TimeSpan.FromSeconds(1)))),
        new("crowded-hour", "A quarter of the past's events, up to the count, happen within one hour; switch it on at the start.",
            [new("count", FaultValue.Number, "30000", "how many events")],
            arguments => new TimeFault(timeline => timeline.With(timeline.Past / 8, Math.Min(arguments.Number("count"), timeline.Past / 4), TimeSpan.FromHours(1)))),
        new("clock-skew", "The service's clock is wrong: its Date header, and what happens from now on.",
            [new("by", FaultValue.Duration, "5m", "how far it is ahead; negative: behind")],
            arguments => new ClockFault(arguments.Duration("by"))),
        new("future", "Further events are dated in the future; they stay when the fault is switched off.",
            [new("by", FaultValue.Duration, "5m", "how far at most"), new("count", FaultValue.Number, "20", "how many events a contract")],
            arguments => new StartFault((log, now) => log.Add(Future(log, now, arguments)))),
        new("reads-logged", "Each read of a log appears in it as an event; they stay when the fault is switched off.",
            new ReadFault((log, now) => log.Add([Read(log, now)]))),
    ];

    private static IEnumerable<AddedEvent> Future(ContractLog log, DateTime now, FaultArguments arguments)
    {
        var count = arguments.Number("count");
        for (var i = 1; i <= count; i++)
        {
            var ticks = Milliseconds(now.Ticks + (arguments.Duration("by").Ticks * i / count));
            using var page = new Utf8Page();
            log.Writer.Write(page, log.NextExtra(), ticks);
            yield return new AddedEvent(ticks, page.Written.ToArray(), 0, null);
        }
    }

    private static AddedEvent Read(ContractLog log, DateTime now)
    {
        var ticks = Milliseconds(now.Ticks);
        using var page = new Utf8Page();
        log.Writer.WriteLogRead(page, log.NextExtra(), ticks);
        return new AddedEvent(ticks, page.Written.ToArray(), 0, null);
    }

    private static long Milliseconds(long ticks) => ticks - (ticks % TimeSpan.TicksPerMillisecond);
}
