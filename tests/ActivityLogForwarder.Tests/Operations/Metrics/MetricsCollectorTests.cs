using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Metrics;

namespace ActivityLogForwarder.Tests.Operations.Metrics;

public sealed class MetricsCollectorTests : IDisposable
{
    private static readonly Contract Contract = new("main", "31999999");

    private readonly ForwarderMetrics _metrics = new();
    private readonly MetricsCollector _collector;

    public MetricsCollectorTests() => _collector = new MetricsCollector(_metrics);

    public void Dispose()
    {
        _collector.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void A_contract_has_its_series_before_anything_is_counted()
    {
        _metrics.Begin(Contract, ["siem"]);
        var lines = Written();
        Assert.Contains("alf_events_fetched_total{account=\"main\",contract=\"31999999\"} 0", lines);
        Assert.Contains("alf_events_delivered_total{contract=\"31999999\",sink=\"siem\"} 0", lines);
        Assert.Contains("alf_saturated_windows_total{contract=\"31999999\"} 0", lines);
    }

    [Fact]
    public void Every_counter_appears_under_its_name_with_its_labels()
    {
        _metrics.EventsFetched(Contract, 10);
        _metrics.EventsDelivered(Contract, "siem", 7);
        _metrics.EventsDelivered(Contract, "siem", 1);
        _metrics.EventsDuplicate(Contract, "siem", 2);
        _metrics.EventsDropped(Contract, "siem", "types", 3);
        _metrics.DeadLetters(Contract, "siem", "mapper", 1);
        _metrics.SourceRequest("main", 429);
        _metrics.SourceRequest("main", "timeout");
        _metrics.SinkRequest("siem", "accepted");
        _metrics.WindowSplit(Contract);
        _metrics.WalkRetry(Contract);
        _metrics.SaturatedWindow(Contract);

        var lines = Written();
        Assert.Contains("# TYPE alf_events_fetched_total counter", lines);
        Assert.Contains("alf_events_fetched_total{account=\"main\",contract=\"31999999\"} 10", lines);
        Assert.Contains("alf_events_delivered_total{contract=\"31999999\",sink=\"siem\"} 8", lines);
        Assert.Contains("alf_events_duplicate_total{contract=\"31999999\",sink=\"siem\"} 2", lines);
        Assert.Contains("alf_events_dropped_total{contract=\"31999999\",sink=\"siem\",reason=\"types\"} 3", lines);
        Assert.Contains("alf_dead_letters_total{contract=\"31999999\",sink=\"siem\",reason=\"mapper\"} 1", lines);
        Assert.Contains("alf_source_requests_total{account=\"main\",status=\"429\"} 1", lines);
        Assert.Contains("alf_source_requests_total{account=\"main\",status=\"timeout\"} 1", lines);
        Assert.Contains("alf_sink_requests_total{sink=\"siem\",outcome=\"accepted\"} 1", lines);
        Assert.Contains("alf_window_splits_total{contract=\"31999999\"} 1", lines);
        Assert.Contains("alf_walk_retries_total{contract=\"31999999\"} 1", lines);
        Assert.Contains("alf_saturated_windows_total{contract=\"31999999\"} 1", lines);
    }

    [Fact]
    public void A_bound_belongs_to_its_bucket_and_a_negative_age_is_none()
    {
        foreach (var age in (double[])[-3, 5, 5.001, 1e9])
            _metrics.EventAge("siem", age);
        var lines = Written();
        Assert.Contains("alf_event_age_seconds_bucket{sink=\"siem\",le=\"5\"} 2", lines);
        Assert.Contains("alf_event_age_seconds_bucket{sink=\"siem\",le=\"15\"} 3", lines);
        Assert.Contains("alf_event_age_seconds_bucket{sink=\"siem\",le=\"604800\"} 3", lines);
        Assert.Contains("alf_event_age_seconds_bucket{sink=\"siem\",le=\"+Inf\"} 4", lines);
        Assert.Contains("alf_event_age_seconds_count{sink=\"siem\"} 4", lines);
    }

    [Fact]
    public void Two_forwarders_in_one_process_do_not_mix()
    {
        using var other = new ForwarderMetrics();
        other.EventsFetched(Contract, 5);
        Assert.DoesNotContain(Written(), line => line.StartsWith("alf_events_fetched_total", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, 200, true)]
    [InlineData(false, 201, false)]
    [InlineData(true, 201, true)]
    public void Above_200_contracts_their_label_is_left_out(bool perContract, int contracts, bool labelled)
    {
        using var metrics = new ForwarderMetrics(perContract);
        using var collector = new MetricsCollector(metrics);
        metrics.ContractsKnown(contracts);
        metrics.EventsDelivered(Contract, "siem", 1);
        metrics.WindowSplit(Contract);
        var lines = Written(collector);
        Assert.Equal(labelled, metrics.LabelsContracts);
        Assert.Contains(
            labelled ? "alf_events_delivered_total{contract=\"31999999\",sink=\"siem\"} 1" : "alf_events_delivered_total{sink=\"siem\"} 1", lines);
        Assert.Contains(labelled ? "alf_window_splits_total{contract=\"31999999\"} 1" : "alf_window_splits_total 1", lines);
    }

    [Fact]
    public void A_receiver_that_makes_up_reasons_does_not_make_up_series_without_end()
    {
        for (var i = 0; i < 2 * ForwarderMetrics.MaxReasons; i++)
            _metrics.DeadLetters(Contract, "siem", $"reason-{i}", 1);
        var lines = Written().Where(line => line.StartsWith("alf_dead_letters_total", StringComparison.Ordinal)).ToList();
        Assert.Equal(ForwarderMetrics.MaxReasons + 1, lines.Count);
        Assert.Contains($"alf_dead_letters_total{{contract=\"31999999\",sink=\"siem\",reason=\"other\"}} {ForwarderMetrics.MaxReasons}", lines);
    }

    [Fact]
    public async Task Counts_of_many_threads_add_up()
    {
        await Parallel.ForAsync(0, 10_000, (i, _) =>
        {
            _metrics.EventsDelivered(Contract, i % 2 == 0 ? "a" : "b", 1);
            _metrics.EventAge("a", i);
            return ValueTask.CompletedTask;
        });
        var lines = Written();
        Assert.Contains("alf_events_delivered_total{contract=\"31999999\",sink=\"a\"} 5000", lines);
        Assert.Contains("alf_event_age_seconds_count{sink=\"a\"} 10000", lines);
    }

    [Fact]
    public void Counting_an_event_allocates_nothing()
    {
        Measure(1);
        Measure(1);
        Assert.InRange(Measure(1000), 0, 1000);

        long Measure(int times)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < times; i++)
            {
                _metrics.EventAge("siem", i);
                _metrics.EventsDelivered(Contract, "siem", 1);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private string[] Written(MetricsCollector? collector = null)
    {
        var text = new PrometheusText();
        (collector ?? _collector).WriteTo(text);
        return text.ToString().Split('\n');
    }
}
