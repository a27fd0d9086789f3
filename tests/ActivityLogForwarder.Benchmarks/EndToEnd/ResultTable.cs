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

    /// <summary>A Markdown table; the ratio is to the first forwarder of the same work, which is the product.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("""
            | work | forwarder | CPU-s per million (least–most) | × | peak RSS, MB | first event, ms |
            |---|---|---|---|---|---|

            """);
        foreach (var (work, forwarder, results) in _rows)
        {
            var cpu = Median(results, result => result.CpuPerMillion);
            var product = Median(_rows.Find(row => row.Work == work).Results, result => result.CpuPerMillion);
            text.Append(CultureInfo.InvariantCulture, $"| {work} | {forwarder} | {cpu:0.00} ({results.Min(result => result.CpuPerMillion):0.00}–{results.Max(result => result.CpuPerMillion):0.00}) ");
            text.Append(CultureInfo.InvariantCulture, $"| {cpu / product:0.0} | {Median(results, result => result.PeakMegabytes):0} | {Median(results, result => result.FirstEventMilliseconds):0} |\n");
        }

        return text.ToString();
    }

    private static double Median(List<Result> results, Func<Result, double> value)
    {
        var sorted = results.Select(value).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
