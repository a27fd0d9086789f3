using ActivityLogForwarder.Simulator.Http;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>How the service may misread a page request.</summary>
internal static class QueryFaults
{
    private static readonly FaultParameter Max = new("max", FaultValue.Number, "100", "the greatest limit");

    public static readonly FaultKind[] All =
    [
        new("limit-clamp", "A limit above the maximum is silently cut to it.", [Max],
            arguments => new QueryFault(query => query with { Limit = Math.Min(query.Limit, arguments.Number("max")) })),
        new("limit-refused", "A limit above the maximum is answered with 400.", [Max],
            arguments => new QueryFault(query => query.Limit > arguments.Number("max")
                ? query with { Refusal = Reply.Error(400, "110", "The value of the parameter limit is too large") }
                : query)),
        new("offset-pages", "The offset counts pages instead of hits.",
            new QueryFault(query => query with { Offset = query.Offset * query.Limit })),
        new("short-pages", "Pages have a third fewer hits than asked for, also where more follow.",
            new QueryFault(query => query with { Limit = query.Limit - (query.Limit / 3) })),
        new("end-inclusive", "The second of dateEnd belongs to the answer.",
            new QueryFault(query => query.End == long.MaxValue ? query : query with { End = Second(query.End) + TimeSpan.TicksPerSecond })),
        new("millis-ignored", "Fractions of a second are ignored, in dateStart and dateEnd, in comparing and in ordering.", [],
            _ => (IReadOnlyList<Fault>)
            [
                new QueryFault(query => query with { Start = Second(query.Start), End = query.End == long.MaxValue ? query.End : Second(query.End) }),
                new OrderFault((hits, _) => OrderFaults.BySecond(hits, salt: 0)),
            ]),
        new("window-limit", "Offset + limit may be no more than the maximum; a greater one is answered with 400.",
            [new("max", FaultValue.Number, "10000", "how many hits may be paged through")],
            arguments => new QueryFault(query => query with { Window = arguments.Number("max") })),
        new("no-window-limit", "Any number of hits may be paged through.",
            new QueryFault(query => query with { Window = long.MaxValue })),
        new("window-500", "Beyond the window the answer is 500.",
            new QueryFault(query => query with { BeyondWindow = Reply.Error(500, "100", "Internal Server Error") })),
        new("window-raw", "Beyond the window the answer is 400 in the words of a search engine.",
            new QueryFault(query => query with { BeyondWindow = Reply.Json(400, SearchEngineError) })),
        new("window-empty", "Beyond the window the answer is 200 without hits.",
            new QueryFault(query => query with { BeyondWindow = null })),
    ];

    private const string SearchEngineError =
        """{"error":{"root_cause":[{"type":"illegal_argument_exception","reason":"Result window is too large, from + size must be less than or equal to: [10000]"}],"type":"search_phase_execution_exception","reason":"all shards failed","phase":"query","grouped":true},"status":400}""";

    private static long Second(long ticks) => ticks - (ticks % TimeSpan.TicksPerSecond);
}
