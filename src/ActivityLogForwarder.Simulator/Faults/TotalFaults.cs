namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>What may be wrong with <c>hits.total</c>.</summary>
internal static class TotalFaults
{
    private static readonly FaultParameter Cap = new("cap", FaultValue.Number, "10000", "the greatest number told");

    public static readonly FaultKind[] All =
    [
        new("total-object", "The total is an object of value and relation.",
            new TotalFault((total, _) => total with { Relation = total.Relation ?? "eq" })),
        new("total-capped", "The total is never more than the cap.", [Cap],
            arguments => new TotalFault((total, _) => total with { Value = Math.Min(total.Value, arguments.Number("cap")) })),
        new("total-gte", "The total is an object; above the cap it is the cap with the relation gte.", [Cap],
            arguments => new TotalFault((total, _) => total.Value > arguments.Number("cap")
                ? total with { Value = arguments.Number("cap"), Relation = "gte" }
                : total with { Relation = total.Relation ?? "eq" })),
        new("total-rounded", "A total of at least the unit is rounded down to whole units.",
            [new("unit", FaultValue.Number, "1000", "what it is rounded to")],
            arguments => new TotalFault((total, _) => total with { Value = Rounded(total.Value, Math.Max(1, arguments.Number("unit"))) })),
        new("total-changing", "The total changes from call to call: it is up to two too high.",
            new TotalFault((total, call) => total with { Value = total.Value + (call % 3) })),
        new("total-missing", "The total is left out.",
            new TotalFault((total, _) => total with { IsMissing = true })),
    ];

    private static long Rounded(long value, long unit) => value < unit ? value : value - (value % unit);
}
