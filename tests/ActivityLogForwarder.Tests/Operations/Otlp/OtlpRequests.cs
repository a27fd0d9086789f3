namespace ActivityLogForwarder.Tests.Operations.Otlp;

/// <summary>A point of a metric, as OTLP has it.</summary>
/// <param name="Kind"><c>gauge</c>, <c>sum</c> or <c>histogram</c>.</param>
/// <param name="Value">The value; of a histogram the count.</param>
internal sealed record OtlpPoint(string Metric, string Kind, string Labels, double Value);

/// <summary>A finished span, as OTLP has it.</summary>
internal sealed record OtlpSpan(string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Tags, bool IsFailed);

/// <summary>
/// Reads the requests of the OpenTelemetry protocol (opentelemetry-proto 1.x, <c>collector/*/v1</c>) strictly: what the
/// protocol does not allow, or this program has no reason to send, fails.
/// </summary>
internal static class OtlpRequests
{
    public static (IReadOnlyDictionary<string, string> Resource, List<OtlpPoint> Points) Metrics(byte[] body)
    {
        var resource = new Dictionary<string, string>();
        var points = new List<OtlpPoint>();
        foreach (var all in new ProtoMessage(body, 1).All(1).Select(bytes => new ProtoMessage(bytes, 1, 2, 3)))
        {
            resource = Attributes(new ProtoMessage(all.Bytes(1), 1), 1);
            foreach (var scope in all.All(2).Select(bytes => new ProtoMessage(bytes, 1, 2, 3)))
            {
                foreach (var metric in scope.All(2).Select(bytes => new ProtoMessage(bytes, 1, 2, 3, 5, 7, 9)))
                    Add(metric, points);
            }
        }

        return (resource, points);
    }

    public static List<OtlpSpan> Spans(byte[] body)
    {
        var spans = new List<OtlpSpan>();
        foreach (var all in new ProtoMessage(body, 1).All(1).Select(bytes => new ProtoMessage(bytes, 1, 2, 3)))
        {
            foreach (var scope in all.All(2).Select(bytes => new ProtoMessage(bytes, 1, 2, 3)))
                spans.AddRange(scope.All(2).Select(bytes => Span(new ProtoMessage(bytes, 1, 2, 4, 5, 6, 7, 8, 9, 15, 16))));
        }

        return spans;
    }

    private static void Add(ProtoMessage metric, List<OtlpPoint> points)
    {
        var (name, kind, field) = (metric.Text(1), metric.Has(5) ? "gauge" : metric.Has(7) ? "sum" : "histogram", metric.Has(5) ? 5 : metric.Has(7) ? 7 : 9);
        Assert.NotEqual("", name);
        var data = new ProtoMessage(metric.Bytes(field), 1, 2, 3);
        // Prometheus and the collector expect sums since the start.
        Assert.Equal(kind == "gauge" ? 0UL : 2UL, data.Number(2));
        foreach (var bytes in data.All(1))
        {
            var point = kind == "histogram" ? new ProtoMessage(bytes, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12) : new ProtoMessage(bytes, 2, 3, 4, 6, 7, 8);
            Assert.True(point.Number(2) <= point.Number(3) && point.Number(3) > 0, $"{name}: a time is missing or wrong.");
            var labels = Attributes(point, kind == "histogram" ? 9 : 7);
            points.Add(new OtlpPoint(
                name, kind, string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")),
                kind == "histogram" ? point.Number(4) : point.Has(6) ? (long)point.Number(6) : point.Double(4)));
        }
    }

    private static OtlpSpan Span(ProtoMessage span)
    {
        Assert.Equal(16, span.Bytes(1).Length);
        Assert.Equal(8, span.Bytes(2).Length);
        Assert.True(span.Number(7) > 0 && span.Number(8) >= span.Number(7), "A span's times are wrong.");
        var status = new ProtoMessage(span.Bytes(15), 2, 3);
        return new OtlpSpan(
            Convert.ToHexString(span.Bytes(2).Span), Convert.ToHexString(span.Bytes(4).Span), span.Text(5), Attributes(span, 9), status.Number(3) == 2);
    }

    private static Dictionary<string, string> Attributes(ProtoMessage message, int field) =>
        message.All(field).Select(bytes => new ProtoMessage(bytes, 1, 2)).ToDictionary(pair => pair.Text(1), pair => Value(new ProtoMessage(pair.Bytes(2), 1, 2, 3, 4)));

    private static string Value(ProtoMessage value) =>
        value.Has(1) ? value.Text(1)
        : value.Has(2) ? value.Number(2) == 1 ? "true" : "false"
        : value.Has(4) ? value.Double(4).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : value.Number(3).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
