using System.Net;
using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Source;
using static ActivityLogForwarder.Tests.Configuration.Configurations;

namespace ActivityLogForwarder.Tests.Configuration;

public sealed class ReadingTests
{
    [Fact]
    public void What_is_left_out_has_the_default_that_the_records_name()
    {
        var options = Options(Accounts + OneSink);

        Assert.Equal(Dump(new SourceOptions()), Dump(options.Source));
        Assert.Equal(Dump(new StateOptions()), Dump(options.State));
        Assert.Equal(Dump(new CompletenessOptions()), Dump(options.Completeness));
        Assert.Equal(Dump(new DeadLetterOptions()), Dump(options.DeadLetters));
        Assert.Equal(Dump(new LogOptions()), Dump(options.Log));
        Assert.Equal(Dump(new MetricsOptions()), Dump(options.Metrics));
        Assert.Null(options.Http);
        var sink = Assert.Single(options.Sinks);
        Assert.Equal(Dump(new SinkOptions("screen", sink.Type, "raw", sink.Values) { BatchMaxBytes = 1_000_000 }), Dump(sink));
    }

    [Fact]
    public void Every_key_reaches_its_option()
    {
        var options = Options("""
            source:
              url: http://simulator:8080/prefix
              pollInterval: 1s
              maxPollInterval: 2s
              settle: 3s
              overlap: 4s
              startFrom: 5h
              pageSize: 6
              maxWindow: 7
              requestsPerSecond: 8
              maxConcurrentRequests: 9
              maxResponseBytes: 10MB
              timeout: 11s
              allowPlaintext: true
              proxy: http://proxy:3128
              tls: { serverName: name, insecureSkipVerify: true }
            accounts:
              b: { username: user, password: " pass word " }
              a: { token: t, contracts: [1, 2], exclude: [3] }
            state: { store: sqlite, path: /p, expectExisting: true }
            completeness: { recheckEvery: 2m, recheckWindow: 3m, keep: 4h }
            deadLetters: { maxBytes: 5KB }
            http: { listen: "*:0", token: h }
            log: { level: debug, format: json }
            metrics: { perContract: true }
            sinks:
              siem:
                type: elasticsearch
                format: raw
                accounts: [a]
                contracts: [1]
                drop: { types: [a], actions: [b], verbs: [read], services: [c], users: [d] }
                formerly: old
                batch: { maxEvents: 2, maxBytes: 3KB }
                original: true
                retry: { initial: 4s, max: 5s }
                urls: ["https://e"]
            """);

        Assert.Equal(
            "{Url=http://simulator:8080/prefix, PollInterval=00:00:01, MaxPollInterval=00:00:02, Settle=00:00:03, Overlap=00:00:04, "
            + "StartFrom={At=-, Back=05:00:00}, PageSize=6, MaxWindow=7, RequestsPerSecond=8, MaxConcurrentRequests=9, MaxResponseBytes=10000000, "
            + "Timeout=00:00:11, AllowPlaintext=True, Proxy=http://proxy:3128/, Tls={CaFile=-, CertFile=-, KeyFile=-, ServerName=name, InsecureSkipVerify=True}}",
            Dump(options.Source));
        Assert.Equal(
            "[{Name=b, Token=-, Username=user, Password=pass word, Contracts=[], Exclude=[]}, "
            + "{Name=a, Token=t, Username=-, Password=-, Contracts=[1, 2], Exclude=[3]}]",
            Dump(options.Accounts));
        Assert.Equal("{Store=sqlite, Path=/p, ExpectExisting=True}", Dump(options.State));
        Assert.Equal("{RecheckEvery=00:02:00, RecheckWindow=00:03:00, Keep=04:00:00}", Dump(options.Completeness));
        Assert.Equal("{MaxBytes=5000}", Dump(options.DeadLetters));
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, 0), options.Http!.Listen);
        Assert.Equal("h", options.Http.Token!.Value);
        Assert.Equal("{Level=Debug, IsJson=True, Elasticsearch=-, Syslog=-}", Dump(options.Log));
        Assert.Equal("{PerContract=True}", Dump(options.Metrics));
        Assert.Equal(
            "[{Name=siem, Type=elasticsearch, Format=raw, Values=, Accounts=[a], Contracts=[1], "
            + "Drop={Types=[a], Actions=[b], Verbs=[read], Services=[c], Users=[d], IsEmpty=False}, Formerly=old, "
            + "BatchMaxEvents=2, BatchMaxBytes=3000, Original=True, RetryInitial=00:00:04, RetryMax=00:00:05}]",
            Dump(options.Sinks));
    }

    [Fact]
    public void A_sinks_own_keys_have_their_values_and_defaults()
    {
        var values = Options(Accounts + """
            sinks:
              siem:
                type: elasticsearch
                urls: [https://a:9200, https://b]
                apiKey: key
                tls: { insecureSkipVerify: true }
            """).Sinks[0].Values;

        Assert.Equal(["https://a:9200/", "https://b/"], values.Urls("urls").Select(url => url.AbsoluteUri));
        Assert.Equal("logs-ionos.activity-default", values.Template("dataStream").Text);
        Assert.Equal("key", values.Secret("apiKey")!.Value);
        Assert.Equal("none", values.Text("compression"));
        Assert.True(values.Group("tls")!.Boolean("insecureSkipVerify"));
        Assert.Null(values.TextOrNull("pipeline"));
        Assert.False(values.IsGiven("dataStream"));
    }

    [Fact]
    public void A_map_of_texts_keeps_its_names() => Assert.Equal(
        new Dictionary<string, string> { ["X-Name"] = "1", ["Other"] = "two" },
        Options(Accounts + "sinks: { post: { type: http, headers: { X-Name: 1, Other: two } } }").Sinks[0].Values.TextMap("headers"));

    [Theory]
    [InlineData("[12345678901234567890, 007, \"0031999999\"]", "12345678901234567890 007 0031999999")]
    [InlineData("\n      - 1\n      - '02'", "1 02")]
    public void Contract_numbers_are_taken_as_they_are_written(string written, string expected) =>
        Assert.Equal(expected.Split(' '), Options($"accounts:\n  main:\n    token: t\n    contracts: {written}\n" + OneSink).Accounts[0].Contracts);

    [Theory]
    [InlineData("contracts: all", "main", "1", true)]
    [InlineData("contracts: all", "other", "9", true)]
    [InlineData("accounts: [main]", "other", "1", false)]
    [InlineData("contracts: [1]", "main", "1", true)]
    [InlineData("contracts: [1]", "main", "2", false)]
    [InlineData("accounts: [main], contracts: [1]", "other", "1", false)]
    public void A_sink_takes_the_contracts_it_names(string filter, string account, string contract, bool expected)
    {
        var sink = Options($"accounts: {{ main: {{ token: t }}, other: {{ token: t }} }}\nsinks: {{ screen: {{ type: stdout, {filter} }} }}\n").Sinks[0];
        Assert.Equal(expected, sink.Takes(new Contract(account, contract)));
    }

    [Fact]
    public void A_default_follows_the_key_it_depends_on()
    {
        var source = Options(Accounts + OneSink + "source: { pollInterval: 15m, maxWindow: 500 }").Source;
        Assert.Equal(TimeSpan.FromMinutes(15), source.MaxPollInterval);
        Assert.Equal(500, source.PageSize);
    }

    [Fact]
    public void An_empty_section_counts_as_absent() =>
        Assert.Equal(Dump(Options(Accounts + OneSink)), Dump(Options(Accounts + OneSink + "source:\nhttp: ~\nlog:\n  elasticsearch:\n")));

    [Fact]
    public void An_empty_http_section_in_braces_switches_the_endpoints_on() =>
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 8080), Options(Accounts + OneSink + "http: {}").Http!.Listen);

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]:8080")]
    public void Credentials_may_go_over_plain_http_to_this_machine(string url) =>
        Assert.True(Options(Accounts + OneSink + $"source: {{ url: \"{url}\" }}").Source.Url.IsLoopback);

    [Theory]
    [InlineData("http://127.0.0.1.example")]
    [InlineData("http://localhost.example")]
    [InlineData("HTTP://10.0.0.1")]
    public void Credentials_may_not_go_over_plain_http_elsewhere(string url) =>
        Assert.Single(Errors(Accounts + OneSink + $"source: {{ url: \"{url}\" }}"));

    [Fact]
    public void A_document_may_have_its_marks_and_a_byte_order_mark_and_other_line_breaks() =>
        Assert.Empty(Errors(("---\n" + Accounts + OneSink + "...\n").ReplaceLineEndings("\r\n")));
}
