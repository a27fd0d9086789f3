using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Metrics;

namespace ActivityLogForwarder.Tests.Operations.Metrics;

public sealed class StatusGaugesTests
{
    private static readonly double NowSeconds = (Status.Now - DateTime.UnixEpoch).TotalSeconds;

    private static readonly ForwarderStatus Two = Status.Good(
        Status.Lane("1") with { Missing = 4 }, Status.Lane("2") with { Cursor = Status.Now.AddSeconds(-50), DeadLetters = 2, IsHeld = true, Missing = 3 },
        Status.Lane("1", "gone") with { IsOrphaned = true, DeadLetters = 3 }) with
    {
        Contracts = [Status.Contract("1"), Status.Contract("2") with { LastPoll = Status.Now.AddSeconds(-100), LastEvent = null }],
    };

    [Fact]
    public void Every_gauge_is_read_off_the_status()
    {
        var lines = Written(Two, labelContracts: true);
        Assert.Contains("alf_delivery_lag_seconds{contract=\"1\",sink=\"siem\"} 20", lines);
        Assert.Contains("alf_delivery_lag_seconds{contract=\"2\",sink=\"siem\"} 50", lines);
        Assert.Contains("alf_ledger_missing_events{contract=\"1\",sink=\"siem\"} 4", lines);
        Assert.Contains("alf_ledger_missing_events{contract=\"2\",sink=\"siem\"} 3", lines);
        Assert.Contains("alf_sink_held{sink=\"siem\"} 1", lines);
        Assert.Contains("alf_dead_letters_pending{sink=\"siem\"} 2", lines);
        Assert.Contains($"alf_last_event_timestamp_seconds{{contract=\"1\"}} {NowSeconds - 180}", lines);
        Assert.Contains($"alf_last_poll_timestamp_seconds{{contract=\"2\"}} {NowSeconds - 100}", lines);
        Assert.Contains($"alf_credential_expiry_timestamp_seconds{{account=\"main\"}} {NowSeconds + (30 * 86400)}", lines);
        Assert.Contains("alf_state_bytes 4096", lines);
    }

    [Fact]
    public void Without_the_label_the_worst_stands_for_all()
    {
        var lines = Written(Two, labelContracts: false);
        Assert.Contains("alf_delivery_lag_seconds{sink=\"siem\"} 50", lines);
        Assert.Contains("alf_ledger_missing_events{sink=\"siem\"} 7", lines);
        Assert.Contains($"alf_last_event_timestamp_seconds {NowSeconds - 180}", lines);
        Assert.Contains($"alf_last_poll_timestamp_seconds {NowSeconds - 100}", lines);
        Assert.DoesNotContain(lines, line => line.Contains("contract=", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sink_no_longer_configured_shows_its_dead_letters_only()
    {
        var lines = Written(Two, labelContracts: true).Where(line => line.Contains("gone", StringComparison.Ordinal));
        Assert.Equal(["alf_dead_letters_pending{sink=\"gone\"} 3"], lines);
    }

    private static string[] Written(ForwarderStatus status, bool labelContracts)
    {
        var text = new PrometheusText();
        StatusGauges.Write(text, status, labelContracts);
        return text.ToString().Split('\n');
    }
}
