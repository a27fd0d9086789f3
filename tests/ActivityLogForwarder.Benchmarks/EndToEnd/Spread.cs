using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>What several runs came to.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    /// <param name="values">At least one.</param>
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }

    /// <summary>The median, and in brackets the least and the most.</summary>
    public string ToString(string format) =>
        $"{Format(Median, format)} ({Format(Least, format)}–{Format(Most, format)})";

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
