using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Metrics;

/// <summary>
/// Adds up what one forwarder's meter measures, from its creation on. It listens to that one instance, not to every
/// meter of its name.
/// </summary>
public sealed class MetricsCollector : IDisposable
{
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private readonly List<Counted> _counters = [];
    private readonly List<Measured> _histograms = [];

    public MetricsCollector(ForwarderMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, metrics.Meter))
                return;
            if (instrument is Counter<long>)
                listener.EnableMeasurementEvents(instrument, Add(_counters, new Counted(instrument)));
            else if (instrument is Histogram<double> histogram)
                listener.EnableMeasurementEvents(instrument, Add(_histograms, new Measured(histogram)));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => ((Counted)state!).Add(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => ((Measured)state!).Record(value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    internal void WriteTo(PrometheusText text)
    {
        Counted[] counters;
        Measured[] histograms;
        lock (_lock)
        {
            counters = [.. _counters];
            histograms = [.. _histograms];
        }

        foreach (var counter in counters)
        {
            text.Family(counter.Instrument.Name, "counter", counter.Instrument.Description);
            foreach (var (key, sum) in counter.Series)
                text.Sample(sum.Value, key.ToLabels());
        }

        foreach (var histogram in histograms)
        {
            text.Family(histogram.Instrument.Name, "histogram", histogram.Instrument.Description);
            foreach (var (key, distribution) in histogram.Series)
            {
                var (counts, sum) = distribution.Read();
                text.Histogram(distribution.Bounds, counts, sum, key.ToLabels());
            }
        }
    }

    private T Add<T>(List<T> list, T item)
    {
        lock (_lock)
            list.Add(item);
        return item;
    }

    private sealed record Counted(Instrument Instrument)
    {
        public ConcurrentDictionary<SeriesKey, Sum> Series { get; } = new();

        public void Add(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            Series.GetOrAdd(SeriesKey.Of(tags), static _ => new Sum()).Add(value);
    }

    private sealed record Measured(Histogram<double> Instrument)
    {
        private readonly double[] _bounds =
            Instrument.Advice?.HistogramBucketBoundaries is { } bounds ? [.. bounds] : DefaultBounds;

        public ConcurrentDictionary<SeriesKey, Distribution> Series { get; } = new();

        // One sink's events follow each other.
        private Recent? _recent;

        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length != 1)
            {
                Find(tags).Record(value);
                return;
            }

            var recent = _recent;
            if (recent is null || !ReferenceEquals(recent.Name, tags[0].Key) || !ReferenceEquals(recent.Value, tags[0].Value))
                _recent = recent = new Recent(tags[0].Key, tags[0].Value, Find(tags));
            recent.Distribution.Record(value);
        }

        private Distribution Find(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            Series.GetOrAdd(SeriesKey.Of(tags), static (_, bounds) => new Distribution(bounds), _bounds);

        private sealed record Recent(string Name, object? Value, Distribution Distribution);
    }
}
