using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>
/// What was aimed at, and what follows from several rows together or has no column in the first table. Costs stand twice: as measured,
/// and as they would be if the yardstick took what it took where the goals were set.
/// </summary>
internal static class Goals
{
    private const double MostGrowth = 1.2;

    /// <summary>A Markdown table of what was measured; empty: nothing of it was.</summary>
    public static string ToMarkdown(ResultTable table)
    {
        Row?[] rows =
        [
            .. Works.InTurn.SelectMany(works => works).Where(work => work.CpuGoal is not null).Select(work => Cost(table.Of(work), work)),
            Growth(table.Of(Works.FewEvents), table.Of(Works.SomeEvents), table.Of(Works.ManyEvents)),
            Contracts(table.Of(Works.OneContract), table.Of(Works.Contracts2000)),
            Value("idle with every sink, nothing to fetch: peak RSS, MB", table.Of(Works.Idle), result => result.PeakMegabytes, "0", 100),
            Value("the same after 1,000 events through each", table.Of(Works.IdleAfterEvents), result => result.PeakMegabytes, "0"),
            Value("commits: part of the whole CPU time, ECS to _bulk", table.Of(Works.EcsToBulk), result => result.CommitShare, "0.0 %", 0.03),
            .. Works.Allocating.Select(work =>
                Value(work.Name + ": bytes per event, everything included", table.Of(work), result => result.AllocatedPerEvent, "0")),
        ];
        if (rows.All(row => row is null))
            return "";
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""

            | what | goal | as measured | scaled to a pass of {Yardstick.OfGoals} µs |
            |---|---|---|---|

            """));
        foreach (var row in rows.OfType<Row>())
            text.Append(CultureInfo.InvariantCulture, $"| {Work.InMarkdown(row.What)} | {row.Goal} | {row.Measured} | {row.Scaled} |\n");
        return text.ToString();
    }

    private static Row? Cost(IReadOnlyList<Result> runs, Work work)
    {
        return runs.Count == 0 ? null : new Row(
            work.Name + ": CPU-s per million", string.Create(CultureInfo.InvariantCulture, $"≤ {work.CpuGoal}"),
            Cost(runs), Cost(runs.Select(run => run.Scaled)));

        string Cost(IEnumerable<Result> runs) => Judged(Spread.Of(runs.Select(run => run.CpuPerMillion)), "0.00", work.CpuGoal!.Value);
    }

    // Start-up costs the same however many events follow, so that it would hide any growth: slopes are compared, within each round.
    private static Row? Growth(IReadOnlyList<Result> few, IReadOnlyList<Result> some, IReadOnlyList<Result> many)
    {
        return few.Count == 0 || some.Count == 0 || many.Count == 0 ? null : new Row(
            "one event more, µs: between 100,000 and 2 million, between 2 and 5 million; the latter as a multiple", Format(MostGrowth, "≤ 0.0"),
            Slopes(run => run), Slopes(run => run.Scaled));

        string Slopes(Func<Result, Result> select)
        {
            var first = few.Zip(some, (from, to) => Slope(select(from), select(to))).ToArray();
            var second = some.Zip(many, (from, to) => Slope(select(from), select(to))).ToArray();
            return $"{Spread.Of(first).ToString("0.00")}, {Spread.Of(second).ToString("0.00")}; " + GrowthOf(first, second);
        }

        static double Slope(Result from, Result to) => (to.CpuSeconds - from.CpuSeconds) / (to.Events - from.Events) * 1e6;
    }

    private static Row? Contracts(IReadOnlyList<Result> one, IReadOnlyList<Result> many)
    {
        return one.Count == 0 || many.Count == 0 ? null : new Row(
            "an event of 2,000 contracts, as a multiple of one of one contract", Format(MostGrowth, "≤ 0.0"), Quotients(run => run), Quotients(run => run.Scaled));

        string Quotients(Func<Result, Result> select) =>
            GrowthOf(one.Select(run => select(run).CpuPerMillion), many.Select(run => select(run).CpuPerMillion));
    }

    private static string GrowthOf(IEnumerable<double> from, IEnumerable<double> to) =>
        Judged(Spread.Of(from.Zip(to, (before, after) => after / before)), "0.00", MostGrowth);

    private static Row? Value(string what, IReadOnlyList<Result> runs, Func<Result, double> value, string format, double? goal = null)
    {
        if (runs.Count == 0)
            return null;
        var median = Spread.Of(runs.Select(value)).Median;
        var text = Format(median, format);
        return goal is null ? new Row(what, "–", text, "–") : new Row(what, Format(goal.Value, "≤ " + format), text + Judgement(median, goal.Value), "–");
    }

    private static string Judged(Spread spread, string format, double goal) => spread.ToString(format) + Judgement(spread.Median, goal);

    private static string Judgement(double value, double goal) => value <= goal ? ": reached" : ": missed";

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Row(string What, string Goal, string Measured, string Scaled);
}
