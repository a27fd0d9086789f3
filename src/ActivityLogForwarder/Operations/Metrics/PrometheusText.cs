using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Operations.Metrics;

/// <summary>Writes the Prometheus text exposition format, version 0.0.4.</summary>
public sealed class PrometheusText : ISamples
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new(16 * 1024);
    private string _family = "";

    public void Family(string name, string type, string? help)
    {
        _family = name;
        if (!string.IsNullOrEmpty(help))
            _text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(help)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    /// <summary>A metric of one sample without labels.</summary>
    public void Single(string name, string type, string help, double value)
    {
        Family(name, type, help);
        Sample(value);
    }

    public void Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels) => Line("", labels, null, value);

    /// <param name="bounds">The buckets' upper bounds, rising.</param>
    /// <param name="counts">The observations of each bucket by itself, and of the one without a bound.</param>
    /// <param name="sum">The sum of all observations.</param>
    /// <param name="labels">The labels of the series.</param>
    public void Histogram(
        ReadOnlySpan<double> bounds, ReadOnlySpan<long> counts, double sum, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        long cumulated = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            cumulated += counts[i];
            Line("_bucket", labels, i < bounds.Length ? Number(bounds[i]) : "+Inf", cumulated);
        }

        Line("_sum", labels, null, sum);
        Line("_count", labels, null, cumulated);
    }

    public override string ToString() => _text.ToString();

    private void Line(string suffix, ReadOnlySpan<(string Name, string Value)> labels, string? le, double value)
    {
        _text.Append(_family).Append(suffix);
        var separator = '{';
        foreach (var (name, text) in labels)
        {
            _text.Append(separator).Append(name).Append("=\"").Append(EscapeValue(text)).Append('"');
            separator = ',';
        }

        if (le is not null)
        {
            _text.Append(separator).Append("le=\"").Append(le).Append('"');
            separator = ',';
        }

        if (separator == ',')
            _text.Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    // The format knows \n only; other characters that a terminal would obey are shown by their number.
    private static string EscapeHelp(string text) =>
        string.Join("\\n", text.Replace("\\", "\\\\", StringComparison.Ordinal).Split('\n').Select(Printable.Escape));

    private static string EscapeValue(string text) =>
        string.Join("\\n", text.Split('\n').Select(line => Printable.Escape(line)
            .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)));
}
