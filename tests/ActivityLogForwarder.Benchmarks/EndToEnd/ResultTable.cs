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

    /// <summary>All runs of the product at some work, in the order of their rounds; empty: it was not measured.</summary>
    public IReadOnlyList<Result> Of(Work work) => _rows.Find(row => row.Work == work.Name).Results ?? [];

    /// <summary>A Markdown table; the ratio is to the first forwarder of the same work, which is the product.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder("""
            | work | forwarder | CPU-s per million (least–most) | × | passes (least–most) | a pass, µs (least–most) | peak RSS, MB | first event, ms |
            |---|---|---|---|---|---|---|---|

            """);
        string? last = null;
        foreach (var (work, forwarder, results) in _rows.Where(row => double.IsNaN(row.Results[0].AllocatedPerEvent)))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {(work == last ? "" : Work.InMarkdown(work))} | {forwarder} ");
            text.Append(Cost(results, _rows.Find(row => row.Work == work).Results));
            var first = Spread.Of(results.Select(result => result.FirstEventMilliseconds)).Median;
            text.Append(CultureInfo.InvariantCulture, $"| {Spread.Of(results.Select(result => result.PeakMegabytes)).Median:0} ");
            text.Append(CultureInfo.InvariantCulture, $"| {(double.IsNaN(first) ? "–" : $"{first:0}")} |\n");
            last = work;
        }

        return text.ToString();
    }

    private static string Cost(List<Result> results, List<Result> ofProduct)
    {
        if (results[0].Events == 0)
            return "| – | – | – | – ";
        var cpu = Spread.Of(results.Select(result => result.CpuPerMillion));
        var ratio = cpu.Median / Spread.Of(ofProduct.Select(result => result.CpuPerMillion)).Median;
        var passes = Spread.Of(results.Select(result => result.Passes));
        var pass = Spread.Of(results.Select(result => result.Pass));
        return string.Create(CultureInfo.InvariantCulture, $"| {cpu.ToString("0.00")} | {ratio:0.0} | {passes.ToString("0.0")} | {pass.ToString("0.00")} ");
    }
}
