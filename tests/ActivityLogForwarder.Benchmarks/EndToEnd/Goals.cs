using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>What follows from several rows together, or from what the first table has no column for.</summary>
internal static class Goals
{
    /// <summary>A Markdown table of what was measured; empty: nothing of it was.</summary>
    public static string ToMarkdown(ResultTable table)
    {
        (string What, string? Reached)[] rows =
        [
            ("idle with every sink, nothing to fetch: peak RSS, MB", Format(table.Median(Work.Idle, result => result.PeakMegabytes), "0")),
            ("the same after 1,000 events through each", Format(table.Median(Work.IdleAfterEvents, result => result.PeakMegabytes), "0")),
            ("commits: part of the whole CPU time, ECS to `_bulk`", Format(table.Median(Work.EcsToBulk, result => result.CommitShare), "0.0%")),
            .. Work.Allocating.Select(work => (work.Name + ": bytes per event, everything included", Format(table.Median(work, result => result.AllocatedPerEvent), "0"))),
            ("cost of one event more, µs: between 100,000 and 2 million; between 2 and 5 million; growth", Growth(table)),
            ("cost of an event of 2,000 contracts instead of one, 2 million events: growth", Contracts(table)),
        ];
        var measured = rows.Where(row => row.Reached is not null).ToArray();
        if (measured.Length == 0)
            return "";
        var text = new StringBuilder("\n| what | measured |\n|---|---|\n");
        foreach (var (what, reached) in measured)
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {reached} |\n");
        return text.ToString();
    }

    // Start-up costs the same however many events follow, so that it would hide any growth: slopes are compared.
    private static string? Growth(ResultTable table)
    {
        if (Seconds(table, Work.FewEvents) is not { } few || Seconds(table, Work.EcsToBulk) is not { } some || Seconds(table, Work.ManyEvents) is not { } many)
            return null;
        var first = (some - few) / (Work.EcsToBulk.Events - Work.FewEvents.Events) * 1e6;
        var second = (many - some) / (Work.ManyEvents.Events - Work.EcsToBulk.Events) * 1e6;
        return string.Create(CultureInfo.InvariantCulture, $"{first:0.00}; {second:0.00}; {(second / first) - 1:+0%;-0%;0%} (whole runs: {few:0.0}, {some:0.0} and {many:0.0} CPU-s)");
    }

    private static string? Contracts(ResultTable table) =>
        table.Median(Work.EcsToBulk, result => result.CpuPerMillion) is { } one && table.Median(Work.Contracts2000, result => result.CpuPerMillion) is { } many
            ? string.Create(CultureInfo.InvariantCulture, $"{(many / one) - 1:+0%;-0%;0%} ({one:0.00} and {many:0.00} CPU-s per million)")
            : null;

    private static double? Seconds(ResultTable table, Work work) => table.Median(work, result => result.CpuPerMillion) * work.Events / 1e6;

    private static string? Format(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture);
}
