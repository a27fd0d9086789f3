using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The medians of all runs, with their spread.</summary>
internal sealed class ResultTable
{
    private readonly List<(string Work, string Forwarder, List<Result> Results)> _rows = [];

    public void Add(string work, string forwarder, Result result)
    {
        var row = _rows.Find(row => row.Work == work && row.Forwarder == forwarder);
        if (row.Results is null)
            _rows.Add(row = (work, forwarder, []));
        row.Results.Add(result);
    }

    /// <summary>The median of a figure of the product at some work; null: it was not measured.</summary>
    public double? Median(Work work, Func<Result, double> value) =>
        _rows.Find(row => row.Work == work.Name).Results is { } results ? Median(results, value) : null;

    /// <summary>A Markdown table; the ratio is to the first forwarder of the same work, which is the product.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("""
            | work | forwarder | CPU-s per million (least–most) | × | peak RSS, MB | first event, ms |
            |---|---|---|---|---|---|

            """);
        string? last = null;
        foreach (var (work, forwarder, results) in _rows.Where(row => double.IsNaN(row.Results[0].AllocatedPerEvent)))
        {
            var cpu = Median(results, result => result.CpuPerMillion);
            var ratio = cpu / Median(_rows.Find(row => row.Work == work).Results, result => result.CpuPerMillion);
            text.Append(CultureInfo.InvariantCulture, $"| {(work == last ? "" : work.Replace("_bulk", "`_bulk`", StringComparison.Ordinal))} | {forwarder} ");
            text.Append(double.IsNaN(cpu) ? "| – | – "
                : string.Create(CultureInfo.InvariantCulture, $"| {cpu:0.00} ({results.Min(result => result.CpuPerMillion):0.00}–{results.Max(result => result.CpuPerMillion):0.00}) | {ratio:0.0} "));
            var first = Median(results, result => result.FirstEventMilliseconds);
            text.Append(CultureInfo.InvariantCulture, $"| {Median(results, result => result.PeakMegabytes):0} | {(double.IsNaN(first) ? "–" : $"{first:0}")} |\n");
            last = work;
        }

        return text.ToString();
    }

    private static double Median(List<Result> results, Func<Result, double> value)
    {
        var sorted = results.Select(value).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
