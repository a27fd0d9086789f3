namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>Which events may be hidden for a while.</summary>
internal static class HidingFaults
{
    private static readonly FaultParameter Per = new("per", FaultValue.Number, "3", "how many at each further page");

    public static readonly FaultKind[] All =
    [
        new("late", "Some events appear long after they happened.",
            [new("by", FaultValue.Duration, "3h", "how long after they happened"), Trigger.EveryEvent(10)],
            arguments => new LateFault(arguments.Duration("by"), Trigger.Events(arguments, "late"))),
        new("hidden", "Some events, however old, appear only some time after the fault was switched on.",
            [new("for", FaultValue.Duration, "30s", "how long after"), Trigger.EveryEvent(10)],
            arguments =>
            {
                var fault = new HiddenFault(arguments.Duration("for"), Trigger.Events(arguments, "hidden"));
                return (IReadOnlyList<Fault>)[fault, new StartFault((_, now) => fault.Begin(now))];
            }),
        new("added-during-walk", "Some events are hidden until a further page of the time around them is asked for: then hits shift and come twice.",
            [Per, Trigger.EveryEvent(500)],
            arguments => new WalkFault(arguments.Number("per"), Trigger.Events(arguments, "added-during-walk"), IsHiddenAtFirst: true)),
        new("vanishing", "Some events vanish when a further page of the time around them is asked for: then hits shift and are skipped.",
            [Per, Trigger.EveryEvent(500)],
            arguments => new WalkFault(arguments.Number("per"), Trigger.Events(arguments, "vanishing"), IsHiddenAtFirst: false)),
    ];

    private sealed record LateFault(TimeSpan By, Func<long, bool> Touches) : HidingFault
    {
        public override bool Hides(string contract, long index, long ticks, long now) => ticks + By.Ticks > now && Touches(index);
    }

    private sealed record HiddenFault(TimeSpan For, Func<long, bool> Touches) : HidingFault
    {
        private long _until = long.MaxValue;

        public void Begin(DateTime now) => Volatile.Write(ref _until, now.Ticks + For.Ticks);

        public override bool Hides(string contract, long index, long ticks, long now) => now < Volatile.Read(ref _until) && Touches(index);
    }

    /// <summary>Events that change between shown and hidden, the newest first, while the log is being walked.</summary>
    private sealed record WalkFault(int Per, Func<long, bool> Touches, bool IsHiddenAtFirst) : HidingFault
    {
        private readonly Lock _lock = new();
        private readonly HashSet<(string Contract, long Index)> _changed = [];

        public override bool Hides(string contract, long index, long ticks, long now)
        {
            if (!Touches(index))
                return false;
            lock (_lock)
                return _changed.Contains((contract, index)) != IsHiddenAtFirst;
        }

        public override void Asked(string contract, long low, long high, long offset)
        {
            if (offset == 0)
                return;
            lock (_lock)
            {
                var left = Per;
                for (var index = high - 1; index >= low && left > 0; index--)
                {
                    if (Touches(index) && _changed.Add((contract, index)))
                        left--;
                }
            }
        }
    }
}
