using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.Tests.Operations.Otlp;

/// <summary>The export of metrics and spans, by the program as a process.</summary>
public sealed partial class OtlpExportTests
{
    private static readonly Dictionary<string, string> Impatient = new()
    {
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        // Credentials of the environment are not ours to send.
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "Authorization=s3cr3t",
    };

    private static readonly string[] Tags =
        ["account", "contract", "sink", "window", "read", "events", "trusted", "saturated", "outcome", "error.type"];

    [Fact]
    public async Task Every_metric_and_the_spans_of_every_step_arrive_without_event_or_secret()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var installation = await Installation.StartAsync(events: 600, contracts: 2);
        installation.Configure(more: $"http: {{ listen: \"127.0.0.1:0\" }}\notlp: {{ endpoint: \"{collector.Server.Url}otel/\" }}");
        await using var run = installation.Start(Impatient, "run");
        await collector.SeesAsync(() => new[] { "31990001", "31990002" }.All(contract => new[] { "archive", "siem" }.All(sink =>
            collector.Points.Any(point => point == new OtlpPoint("alf_events_delivered_total", "sum", $"contract={contract},sink={sink}", 300)))));
        await installation.Elasticsearch.DownAsync();
        await collector.SeesAsync(() => collector.Spans.Select(span => span.Name).Distinct().Count() == 3);
        await AssertSameMetricsAsync(run, collector);

        var spans = collector.Spans;
        Assert.All(spans, span => Assert.True(span.Tags.Keys.All(Tags.Contains) && span.Tags["contract"].StartsWith("3199000", StringComparison.Ordinal)));
        Assert.All(spans.Where(span => span.Name != "walk"), span => Assert.Contains(span.Tags["sink"], new[] { "archive", "siem" }));
        Assert.Contains(spans, span => span.Name == "deliver" && span.Tags["outcome"] == "accepted" && span.Tags["events"] == "300");
        Assert.Contains(spans, span => span.Name == "walk" && span.Tags["events"] == "300" && Window().IsMatch(span.Tags["read"]));
        var polls = spans.Where(span => span.Name == "poll").Select(span => span.Id).ToHashSet();
        Assert.Contains(spans, span => span.Name == "deliver" && polls.Contains(span.Parent));
        Assert.Equal("activity-log-forwarder", collector.Resource["service.name"]);

        Assert.Empty(collector.Refused);
        Assert.DoesNotContain(ForwarderProcess.SecretMark, collector.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("nordwind", collector.Text, StringComparison.OrdinalIgnoreCase);
        Assert.All(installation.Truth, id => Assert.DoesNotContain(id.Split(':')[1], collector.Text, StringComparison.Ordinal));
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task A_span_tells_what_failed()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var installation = await Installation.StartAsync(events: 20);
        installation.Configure(more: $"otlp: {{ endpoint: \"{collector.Server.Url}otel\" }}");
        await installation.Elasticsearch.DownAsync();
        installation.Api.Faults.Enable("503:every=5");
        await using var run = installation.Start(Impatient, "run");
        await collector.SeesAsync(() => collector.Spans.Any(span => span.Name == "deliver" && span.IsFailed && span.Tags["sink"] == "siem"));
        installation.Api.Faults.Enable("503:every=1");
        await collector.SeesAsync(() => collector.Spans.Any(span => span.Name == "walk" && span is { IsFailed: true, Tags: var tags } && tags["error.type"] == "http-503"));
        await collector.SeesAsync(() => collector.Spans.Any(span => span.Name == "poll" && span is { IsFailed: true, Tags: var tags } && tags["error.type"] == "http-503"));
        Assert.Empty(collector.Refused);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_disturbs_nothing_and_is_named_once()
    {
        await using var installation = await Installation.StartAsync(events: 300);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = listener.LocalEndpoint.ToString()!;
        listener.Stop();
        installation.Configure(more: $"otlp: {{ endpoint: \"http://{address}\" }}");
        await using var run = installation.Start(Impatient, "run");
        await Eventually.TrueAsync(() => installation.Indexed.Count == 300 && installation.Archived.Count == 300);
        await run.SaysAsync($"The collector {address} takes no metrics or traces: ConnectionError");
        run.Terminate();
        var finished = await run.FinishAsync();
        Assert.Equal(0, finished.ExitCode);
        Assert.Single(finished.ErrorLines, line => line.Contains("takes no metrics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collector_that_never_answers_disturbs_nothing()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        using var hold = collector.Server.Hold();
        await using var installation = await Installation.StartAsync(events: 300);
        installation.Configure(more: $"otlp: {{ endpoint: \"{collector.Server.Url}otel\" }}");
        await using var run = installation.Start(Impatient, "run");
        await Eventually.TrueAsync(() => collector.Server.Asked > 0 && installation.Indexed.Count == 300);
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync(TimeSpan.FromSeconds(20))).ExitCode);
    }

    [Fact]
    public void Without_a_listener_there_are_no_spans() =>
        Assert.Null(ForwarderTraces.StartPoll(new Contract("main", "31999999"), "siem"));

    private static async Task AssertSameMetricsAsync(ForwarderProcess run, OtlpReceiver collector)
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri(Address().Match(run.Errors).Value + "/metrics"), TestContext.Current.CancellationToken);
        var shown = Sample().Matches(text).Select(match => match.Groups[1].Value).Where(name => name != "alf_build_info").Distinct();
        await collector.SeesAsync(() => !shown.Select(name => name.Replace("_count", "", StringComparison.Ordinal)).Except(collector.Points.Select(point => point.Metric)).Any());
        Assert.Contains(collector.Points, point => point.Metric.StartsWith("dotnet.gc.", StringComparison.Ordinal));
        Assert.Contains(collector.Points, point => point is { Metric: "alf_delivery_lag_seconds", Kind: "gauge", Value: > 0, Labels: "contract=31990001,sink=siem" });
        Assert.Contains(collector.Points, point => point is { Metric: "alf_event_age_seconds", Kind: "histogram", Value: > 0, Labels: "sink=siem" });
    }

    [GeneratedRegex(@"^(alf_\w+?)(?:_bucket|_sum|_count)?[{ ]", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"^\[20\d\d-.*Z, 20\d\d-.*Z\)$")]
    private static partial Regex Window();
}
