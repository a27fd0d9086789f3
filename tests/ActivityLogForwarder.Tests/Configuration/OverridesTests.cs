using static ActivityLogForwarder.Tests.Configuration.Configurations;

namespace ActivityLogForwarder.Tests.Configuration;

public sealed class OverridesTests
{
    private const string Siem = """
        sinks:
          Siem:
            type: elasticsearch
            urls: ["https://a", "https://b"]

        """;

    [Theory]
    [InlineData("ALF_SOURCE__URL", "https://other.example", "source: { url: https://other.example }")]
    [InlineData("alf_source__pollinterval", "5s", "source: { pollInterval: 5s }")]
    [InlineData("ALF_SOURCE__TLS__SERVERNAME", "name", "source: { tls: { serverName: name } }")]
    [InlineData("ALF_SOURCE__PROXY", "", "source: { proxy: }")]
    [InlineData("ALF_HTTP__LISTEN", "*:1", "http: { listen: '*:1' }")]
    [InlineData("ALF_HTTP__TOKEN", " &tok: #en ", "http: { token: '&tok: #en' }")]
    [InlineData("ALF_METRICS__PERCONTRACT", "TRUE", "metrics: { perContract: true }")]
    [InlineData("ALF_SOURCE__TLS", "{serverName: name}", "source: { tls: { serverName: name } }")]
    public void A_variable_is_as_good_as_the_key(string name, string value, string written) =>
        Assert.Equal(Dump(Options(Accounts + OneSink + written)), Dump(Options(Accounts + OneSink, (name, value))));

    [Theory]
    [InlineData("ALF_SINKS__SIEM__URLS", "https://c,https://d")]
    [InlineData("ALF_SINKS__siem__urls", "[\"https://c\", 'https://d']")]
    [InlineData("ALF_SINKS__Siem__uRLS", "[https://c, https://d]")]
    public void A_list_is_replaced_whole(string name, string value) => Assert.Equal(
        ["https://c/", "https://d/"],
        Options(Accounts + Siem, (name, value)).Sinks[0].Values.Urls("urls").Select(url => url.AbsoluteUri));

    [Fact]
    public void An_entry_that_is_not_there_gets_its_name_as_written()
    {
        var options = Options("", ("ALF_ACCOUNTS__Main__token", "t"), ("ALF_SINKS__screenOne__TYPE", "stdout"), ("ALF_SINKS__SCREENONE__ORIGINAL", "true"));
        Assert.Equal("Main", Assert.Single(options.Accounts).Name);

        // The type comes first, so it is its spelling that the others match.
        var sink = Assert.Single(options.Sinks);
        Assert.Equal("screenOne", sink.Name);
        Assert.True(sink.Original);
    }

    [Fact]
    public void Names_of_a_map_of_texts_match_those_that_are_there()
    {
        const string post = "sinks: { Post: { type: http, headers: { X-A: '1' } } }";
        var headers = Options(Accounts + post, ("ALF_SINKS__POST__HEADERS__x-a", "2"), ("ALF_SINKS__POST__HEADERS__X-B", "3")).Sinks[0].Values.TextMap("headers");
        Assert.Equal(new Dictionary<string, string> { ["X-A"] = "2", ["X-B"] = "3" }, headers);
    }

    [Fact]
    public void A_sinks_type_may_come_from_the_environment_and_brings_its_keys() => Assert.Equal(
        "./x",
        Options(Accounts + OneSink, ("ALF_SINKS__SCREEN__TYPE", "file"), ("ALF_SINKS__SCREEN__PATH", "./x")).Sinks[0].Values.Text("path"));

    [Fact]
    public void All_contracts_may_be_chosen_by_a_word() => Assert.Empty(
        Options(Accounts + OneSink + "", ("ALF_ACCOUNTS__other__token", "t"), ("ALF_SINKS__screen__contracts", "all")).Sinks[0].Contracts);

    [Fact]
    public void Errors_name_the_variable_and_not_its_value_where_that_is_a_secret()
    {
        var errors = Errors(Accounts + Siem,
            ("ALF_ACCOUNTS__MAIN__TOKEN", "s3cr3t\ns3cr3t"),
            ("ALF_SINKS__SIEM__URLS", "https://user:s3cr3t@e"),
            ("ALF_SOURCE__URL", "[s3cr3t"),
            ("ALF_SINKS__SIEM__BATCH", "{s3cr3t"),
            ("ALF_SOURCE__TIMEOUT__X", "s3cr3t"));
        Assert.Equal(5, errors.Length);
        Assert.All(errors, error => Assert.StartsWith("ALF_", error, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.DoesNotContain("s3cr3t", error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ALF_PORT", "tcp://10.0.0.1:8080")]
    [InlineData("ALF_SERVICE_HOST", "10.0.0.1")]
    [InlineData("ALF_PORT_8080_TCP_ADDR", "10.0.0.1")]
    [InlineData("ALF_SOURCE_URL", "https://s3cr3t")]
    [InlineData("ALF_UNKNOWN__KEY", "s3cr3t")]
    [InlineData("ALF___", "")]
    [InlineData("ALF_", "")]
    public void Other_variables_are_ignored_with_a_warning(string name, string value)
    {
        var result = Read(Accounts + OneSink, (name, value), ("PATH", "/bin"), ("ALFRED__X", "1"));
        Assert.Empty(result.Errors);
        var warning = Assert.Single(result.Warnings);
        Assert.StartsWith(name + " is not read", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_in_the_file_stays_its_own_error() => Assert.Equal(
        ["forwarder.yaml:7: source: must hold keys of its own (url, pollInterval, maxPollInterval, settle …), each with its value behind a colon and a space"],
        Errors(Accounts + OneSink + "source: 5\n", ("ALF_SOURCE__URL", "https://e")));
}
