using ActivityLogForwarder.Operations.Metrics;

namespace ActivityLogForwarder.Tests.Operations.Metrics;

public sealed class PrometheusTextTests
{
    [Fact]
    public void A_family_has_help_type_and_samples()
    {
        var text = new PrometheusText();
        text.Family("alf_x_total", "counter", "All x.");
        text.Sample(3, ("contract", "1"), ("sink", "siem"));
        text.Sample(0.5);
        Assert.Equal(
            "# HELP alf_x_total All x.\n# TYPE alf_x_total counter\nalf_x_total{contract=\"1\",sink=\"siem\"} 3\nalf_x_total 0.5\n",
            text.ToString());
    }

    [Fact]
    public void Buckets_are_cumulated_and_end_with_infinity()
    {
        var text = new PrometheusText();
        text.Family("age", "histogram", null);
        text.Histogram([5, 15.5], [1, 2, 4], 99.25, ("sink", "s"));
        Assert.Equal(
            "# TYPE age histogram\n"
            + "age_bucket{sink=\"s\",le=\"5\"} 1\nage_bucket{sink=\"s\",le=\"15.5\"} 3\nage_bucket{sink=\"s\",le=\"+Inf\"} 7\n"
            + "age_sum{sink=\"s\"} 99.25\nage_count{sink=\"s\"} 7\n",
            text.ToString());
    }

    [Theory]
    [InlineData("a\"b\\c", "a\\\"b\\\\c")]
    [InlineData("a\nb 9\n", "a\\nb 9\\n")]
    [InlineData("\u001b[2J\r", @"\\u001b[2J\\r")]
    public void A_label_cannot_end_its_line(string value, string written)
    {
        var text = new PrometheusText();
        text.Family("x", "gauge", null);
        text.Sample(1, ("reason", value));
        Assert.Equal($"# TYPE x gauge\nx{{reason=\"{written}\"}} 1\n", text.ToString());
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(1795316400.5, "1795316400.5")]
    [InlineData(9007199254740992, "9007199254740992")]
    public void Numbers_are_written_as_the_format_wants_them(double value, string written)
    {
        var text = new PrometheusText();
        text.Single("x", "gauge", "X.", value);
        Assert.EndsWith($"\nx {written}\n", text.ToString(), StringComparison.Ordinal);
    }
}
