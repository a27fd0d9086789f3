using System.Globalization;
using System.Text;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Monitoring;

/// <summary>
/// What Prometheus would have stored had the given scrapes been hours apart: counters rise evenly from each to the next,
/// everything else is what the next one says. Time begins at zero in promtool's tests, so points of time are moved along.
/// </summary>
/// <param name="interval">Minutes between two samples, at most 5.</param>
/// <param name="first">The first scrape.</param>
/// <param name="then">The further ones, with the hours from the one before.</param>
internal sealed class Timeline(int interval, Scrape first, params (double Hours, Scrape Scrape)[] then)
{
    private static readonly string[] Rising = ["_total", "_bucket", "_sum", "_count"];

    private string End => string.Create(CultureInfo.InvariantCulture, $"{then.Sum(step => Steps(step.Hours)) * interval}m");

    private double EndSeconds => then.Sum(step => Steps(step.Hours)) * interval * 60.0;

    /// <summary>Asserts that the rules fire just these alerts at the end, each with its annotations.</summary>
    public async Task AssertFiringAsync(params string[] alerts)
    {
        var test = new StringBuilder("      - expr: group by (alertname) (ALERTS{alertstate=\"firing\"})\n")
            .Append(CultureInfo.InvariantCulture, $"        eval_time: {End}\n        exp_samples:{(alerts.Length == 0 ? " []" : "")}\n");
        foreach (var alert in alerts)
            test.Append(CultureInfo.InvariantCulture, $"          - {{ labels: '{{alertname=\"{alert}\"}}', value: 1 }}\n");
        var (code, output) = await TestAsync("    promql_expr_test:\n" + test);
        Assert.True(code == 0, output);
        foreach (var alert in alerts)
            await AssertAnnotationsAsync(alert);
    }

    /// <summary>Asserts that each expression yields something at the end.</summary>
    public async Task AssertSomethingAsync(IEnumerable<string> expressions)
    {
        var test = new StringBuilder();
        foreach (var expression in expressions)
        {
            test.Append(CultureInfo.InvariantCulture, $"      - expr: 'count(({expression.Replace("'", "''", StringComparison.Ordinal)})) > bool 0'\n")
                .Append(CultureInfo.InvariantCulture, $"        eval_time: {End}\n        exp_samples: [{{ labels: '{{}}', value: 1 }}]\n");
        }

        var (code, output) = await TestAsync("    promql_expr_test:\n" + test);
        Assert.True(code == 0, output);
    }

    // promtool shows an alert with its annotations only where a test did not expect it.
    private async Task AssertAnnotationsAsync(string alert)
    {
        var (code, output) = await TestAsync($"    alert_rule_test:\n      - {{ alertname: {alert}, eval_time: {End} }}\n");
        Assert.True(code != 0 && output.Contains($"alertname=\"{alert}\"", StringComparison.Ordinal), output);
        Assert.Contains("description=", output, StringComparison.Ordinal);
        Assert.DoesNotContain("no value", output, StringComparison.Ordinal);
        Assert.DoesNotContain("error", output, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<(int, string)> TestAsync(string test)
    {
        var rules = Path.Combine(RepositoryFolder.Root, "config", "prometheus", "activity-log-forwarder.rules.yaml");
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"rule_files: ['{rules}']\nevaluation_interval: {interval}m\ntests:\n  - interval: {interval}m\n    input_series:\n");
        foreach (var series in then.SelectMany(step => step.Scrape.Samples.Keys).Concat(first.Samples.Keys).Distinct())
            text.Append(CultureInfo.InvariantCulture, $"      - {{ series: '{series.Replace("'", "''", StringComparison.Ordinal)}', values: '{Values(series)}' }}\n");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, text + test);
        try
        {
            return await Promtool.RunAsync("", "test", "rules", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private string Values(string series)
    {
        var values = new StringBuilder();
        var rises = Rising.Any(series.Split('{')[0].EndsWith);
        var before = At(first, series);
        values.Append(before is null ? "_" : Text(before.Value));
        foreach (var (hours, scrape) in then)
        {
            var steps = Steps(hours);
            var after = At(scrape, series);
            if (after is null)
                values.Append(CultureInfo.InvariantCulture, $" _x{steps}");
            else if (!rises)
                values.Append(CultureInfo.InvariantCulture, $" {Text(after.Value)}+0x{steps - 1}");
            else
                values.Append(' ').AppendJoin(' ', Enumerable.Range(1, steps).Select(i => Text((before ?? 0) + ((after.Value - (before ?? 0)) * i / steps))));
            before = after;
        }

        return values.ToString();
    }

    private double? At(Scrape scrape, string series) =>
        !scrape.Samples.TryGetValue(series, out var value) ? null
        : series.Split('{')[0].EndsWith("_timestamp_seconds", StringComparison.Ordinal) ? value - then[^1].Scrape.Time + EndSeconds
        : value;

    private int Steps(double hours) => (int)(hours * 60 / interval);

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
