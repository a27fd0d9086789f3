using ActivityLogForwarder.Core;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Conformance;

/// <summary>One thing that can happen to a store, and its like for the model.</summary>
internal abstract record StoreStep
{
    private static readonly DateTime Start = new(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);

    private static Gen<LaneKey> AnyLane { get; } =
        from contract in Gen.Elements("1", "2") from sink in Gen.Elements("a", "b") select new LaneKey(contract, sink);

    // Few enough that windows, hours and events often share a bound.
    private static Gen<DateTime> AnyTime { get; } =
        from minutes in Gen.Elements(0, 1, 59, 60, 61, 120, 150, 179, 180, 600)
        from ticks in Gen.Elements(0L, 0L, 1, -1, TimeSpan.TicksPerSecond / 2)
        select Start.AddMinutes(minutes).AddTicks(ticks);

    private static Gen<SettledEvent> AnyEvent { get; } =
        from low in Gen.Choose(0, 50)
        from high in Gen.Elements(0UL, ulong.MaxValue)
        from time in AnyTime
        from hasTime in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from how in Gen.Elements(Enum.GetValues<SettledAs>())
        select new SettledEvent(new UInt128(high, (ulong)low), time, hasTime, how);

    private static Gen<StoreStep> Committing { get; } =
        from lane in AnyLane
        from now in AnyTime
        from cursor in Gen.Frequency((3, Gen.Constant<DateTime?>(null)), (1, AnyTime.Select(time => (DateTime?)Window.FloorToSecond(time))))
        from settled in AnyEvent.ListOf()
        from letters in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from gap in Gen.Frequency((4, Gen.Constant<DateTime?>(null)), (1, AnyTime.Select(time => (DateTime?)time)))
        select (StoreStep)new Commit(new LaneCommit(lane, now)
        {
            Cursor = cursor,
            Settled = [.. settled],
            DeadLetters = [.. Enumerable.Range(0, letters).Select(i => new DeadLetter(lane, $"{now.Ticks}-{i}", now, now, "reason", new byte[i * 7]))],
            Gap = gap is { } second ? new Window(second, second.AddSeconds(1)) : null,
        });

    public static Arbitrary<StoreStep[]> Sequences { get; } = Gen.Frequency(
        (3, from lane in AnyLane from time in AnyTime select (StoreStep)new Begin(lane, time)),
        (12, Committing),
        (2, from settled in AnyTime from ledger in AnyTime select (StoreStep)new Prune(settled, ledger)),
        (1, Gen.Constant<StoreStep>(new Reopen())),
        (4, from one in AnyTime from other in AnyTime select (StoreStep)new Compare(new Window(one < other ? one : other, one < other ? other : one))))
        .ArrayOf().ToArbitrary();

    public sealed record Begin(LaneKey Lane, DateTime From) : StoreStep;

    public sealed record Commit(LaneCommit Content) : StoreStep;

    public sealed record Prune(DateTime SettledBefore, DateTime LedgerBefore) : StoreStep;

    public sealed record Reopen : StoreStep;

    public sealed record Compare(Window Range) : StoreStep;
}
