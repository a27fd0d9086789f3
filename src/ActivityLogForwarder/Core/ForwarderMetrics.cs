using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace ActivityLogForwarder.Core;

/// <summary>
/// What the forwarder counts, one instance per forwarder. Safe for concurrent use, and counting events allocates
/// nothing. A count of zero makes the series appear, so that the first real increase is seen as one.
/// </summary>
public sealed class ForwarderMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "ActivityLogForwarder";

    /// <summary>With more contracts than this the label <c>contract</c> is left out.</summary>
    public const int MaxContractLabels = 200;

    /// <summary>Different reasons told apart; a receiver that makes up more of them shares the label <c>other</c>.</summary>
    public const int MaxReasons = 100;

    private readonly ConcurrentDictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private readonly Counter<long> _fetched;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _duplicate;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _deadLetters;
    private readonly Histogram<double> _age;
    private readonly Counter<long> _sourceRequests;
    private readonly Counter<long> _sinkRequests;
    private readonly Counter<long> _splits;
    private readonly Counter<long> _walkRetries;
    private readonly Counter<long> _saturated;
    private readonly bool _perContract;
    private volatile bool _labelContracts = true;

    /// <param name="perContract">Whether the label <c>contract</c> stays however many contracts there are.</param>
    public ForwarderMetrics(bool perContract = false)
    {
        _perContract = perContract;
        Meter = new Meter(MeterName);
        _fetched = Counter("alf_events_fetched_total", "Events read from the Activity Log API.");
        _delivered = Counter("alf_events_delivered_total", "Events that the sink accepted.");
        _duplicate = Counter("alf_events_duplicate_total", "Events read again that the sink had already, and not sent again.");
        _dropped = Counter("alf_events_dropped_total", "Events left out by a configured filter.");
        _deadLetters = Counter("alf_dead_letters_total", "Events set aside because they alone cannot be delivered.");
        _age = Meter.CreateHistogram(
            "alf_event_age_seconds", "s", "Time from an event to its delivery.", tags: null,
            new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [5, 15, 30, 60, 120, 300, 600, 1800, 3600, 4 * 3600, 24 * 3600, 7 * 24 * 3600],
            });
        _sourceRequests = Counter("alf_source_requests_total", "Requests to the Activity Log API by HTTP status or error code.");
        _sinkRequests = Counter("alf_sink_requests_total", "Attempts to deliver a batch by outcome.");
        _splits = Counter("alf_window_splits_total", "Windows split because they held more than may be read at once.");
        _walkRetries = Counter("alf_walk_retries_total", "Page walks repeated because the pages did not agree.");
        _saturated = Counter("alf_saturated_windows_total", "Seconds that hold more events than the API gives out.");
    }

    /// <summary>What a listener compares by reference: several forwarders may live in one process.</summary>
    public Meter Meter { get; }

    /// <summary>Whether series carry the label <c>contract</c> at present.</summary>
    public bool LabelsContracts => _labelContracts;

    /// <summary>
    /// Says how many contracts are read; to be called whenever that changes. Series already there keep their label, so
    /// sums over it stay right.
    /// </summary>
    public void ContractsKnown(int count) => _labelContracts = _perContract || count <= MaxContractLabels;

    /// <summary>Makes the series of a contract appear, each at zero where nothing was counted yet.</summary>
    public void Begin(Contract contract, IEnumerable<string> sinks)
    {
        EventsFetched(contract, 0);
        _splits.Add(0, Only(contract));
        _walkRetries.Add(0, Only(contract));
        _saturated.Add(0, Only(contract));
        foreach (var sink in sinks)
        {
            EventsDelivered(contract, sink, 0);
            EventsDuplicate(contract, sink, 0);
        }
    }

    public void EventsFetched(Contract contract, long count)
    {
        var tags = new TagList { { "account", contract.Account } };
        AddContract(ref tags, contract);
        _fetched.Add(count, tags);
    }

    public void EventsDelivered(Contract contract, string sink, long count) =>
        _delivered.Add(count, Lane(contract, sink));

    public void EventsDuplicate(Contract contract, string sink, long count) =>
        _duplicate.Add(count, Lane(contract, sink));

    /// <param name="contract">The contract of the events.</param>
    /// <param name="sink">The sink they were not meant for.</param>
    /// <param name="reason">The filter that left them out, such as <c>types</c> or <c>verbs</c>.</param>
    /// <param name="count">How many.</param>
    public void EventsDropped(Contract contract, string sink, string reason, long count) =>
        _dropped.Add(count, Lane(contract, sink, reason));

    /// <param name="contract">The contract of the events.</param>
    /// <param name="sink">The sink that refused them.</param>
    /// <param name="reason">A type or code, nothing quoted from an event.</param>
    /// <param name="count">How many.</param>
    public void DeadLetters(Contract contract, string sink, string reason, long count) =>
        _deadLetters.Add(count, Lane(contract, sink, reason));

    /// <param name="sink">The sink that accepted the event.</param>
    /// <param name="seconds">Time of delivery less time of the event; negative (a clock ahead) counts as zero.</param>
    public void EventAge(string sink, double seconds) =>
        _age.Record(Math.Max(seconds, 0), new KeyValuePair<string, object?>("sink", sink));

    /// <summary>One request that was answered.</summary>
    public void SourceRequest(string account, int status) =>
        SourceRequest(account, status.ToString(CultureInfo.InvariantCulture));

    /// <param name="account">The account that asked.</param>
    /// <param name="status">The HTTP status, or a code where there was no answer, such as <c>timeout</c>.</param>
    public void SourceRequest(string account, string status) =>
        _sourceRequests.Add(1, new("account", account), new KeyValuePair<string, object?>("status", status));

    /// <param name="sink">The sink that made the attempt.</param>
    /// <param name="outcome">
    /// What became of it: <c>accepted</c>, <c>partial</c>, or the <see cref="SinkException.Code"/>.
    /// </param>
    public void SinkRequest(string sink, string outcome) =>
        _sinkRequests.Add(1, new("sink", sink), new KeyValuePair<string, object?>("outcome", Bounded(outcome)));

    public void WindowSplit(Contract contract) => _splits.Add(1, Only(contract));

    public void WalkRetry(Contract contract) => _walkRetries.Add(1, Only(contract));

    public void SaturatedWindow(Contract contract) => _saturated.Add(1, Only(contract));

    public void Dispose() => Meter.Dispose();

    private Counter<long> Counter(string name, string description) =>
        Meter.CreateCounter<long>(name, unit: null, description);

    private TagList Only(Contract contract)
    {
        var tags = default(TagList);
        AddContract(ref tags, contract);
        return tags;
    }

    private TagList Lane(Contract contract, string sink, string? reason = null)
    {
        var tags = Only(contract);
        tags.Add("sink", sink);
        if (reason is not null)
            tags.Add("reason", Bounded(reason));
        return tags;
    }

    private void AddContract(ref TagList tags, Contract contract)
    {
        if (_labelContracts)
            tags.Add("contract", contract.Number);
    }

    private string Bounded(string reason) =>
        _reasons.TryGetValue(reason, out var known) ? known
        : _reasons.Count >= MaxReasons ? "other"
        : _reasons.GetOrAdd(reason, reason);
}
