using System.Diagnostics.Metrics;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Metrics;

/// <summary>
/// The gauges of <see cref="StatusGauges"/> as instruments of the forwarder's meter, for those who listen to it. One
/// picture of the status serves all that are read at about the same time.
/// </summary>
internal sealed class GaugeInstruments
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(1);

    private readonly Func<ForwarderStatus> _status;
    private readonly ForwarderMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private Collected? _collected;
    private long _collectedAt;

    private GaugeInstruments(ForwarderMetrics metrics, Func<ForwarderStatus> status, TimeProvider clock)
    {
        _metrics = metrics;
        _status = status;
        _clock = clock;
    }

    /// <summary>Adds the instruments; to be called once for a meter.</summary>
    public static void Add(ForwarderMetrics metrics, Func<ForwarderStatus> status, TimeProvider clock)
    {
        var gauges = new GaugeInstruments(metrics, status, clock);
        var names = new Collected();
        StatusGauges.Write(names, new ForwarderStatus(clock.GetUtcNow().UtcDateTime, null, [], []), labelContracts: true);
        foreach (var (name, help) in names.Families)
            metrics.Meter.CreateObservableGauge(name, () => gauges.Read(name), unit: null, help);
    }

    private List<Measurement<double>> Read(string name)
    {
        lock (_lock)
        {
            if (_collected is null || _clock.GetElapsedTime(_collectedAt) > KeepFor)
            {
                _collected = new Collected();
                StatusGauges.Write(_collected, _status(), _metrics.LabelsContracts);
                _collectedAt = _clock.GetTimestamp();
            }

            return _collected.Samples[name];
        }
    }

    private sealed class Collected : ISamples
    {
        private List<Measurement<double>> _last = [];

        public List<(string Name, string? Help)> Families { get; } = [];

        public Dictionary<string, List<Measurement<double>>> Samples { get; } = [];

        public void Family(string name, string type, string? help)
        {
            Families.Add((name, help));
            Samples[name] = _last = [];
        }

        public void Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels)
        {
            var tags = new KeyValuePair<string, object?>[labels.Length];
            for (var i = 0; i < labels.Length; i++)
                tags[i] = new(labels[i].Name, labels[i].Value);
            _last.Add(new Measurement<double>(value, tags));
        }
    }
}
