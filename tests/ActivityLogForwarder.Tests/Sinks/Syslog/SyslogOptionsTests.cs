using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Sinks.Syslog;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Sinks.File;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

public sealed class SyslogOptionsTests
{
    [Theory]
    [InlineData("tcp://h", "cef", false, false, 65536, 601)]
    [InlineData("tls://h", "cef", false, true, 65536, 6514)]
    [InlineData("udp://h", "cef", false, false, 1024, 514)]
    [InlineData("relp://h", "cef", false, false, 65536, 2514)]
    [InlineData("relp+tls://h", "ecs", false, false, 65536, 2514)]
    [InlineData("tcp://h:1", "leef", true, false, 4096, 1)]
    [InlineData("udp://h", "leef", true, false, 1024, 514)]
    public void The_defaults_are_those_of_the_documentation(string address, string format, bool is3164, bool counts, int maximum, int port)
    {
        var options = From(format, ("address", new Uri(address)));
        Assert.Equal((is3164, counts, maximum), (options.IsRfc3164, options.CountsOctets, options.MaxMessageBytes));
        Assert.Equal(port, SyslogTransports.Port(options.Address));
        Assert.Equal((13, "ionos-activity", TimeZoneInfo.Utc, false), (options.Facility, options.AppName, options.TimeZone, options.CutsOversize));
        Assert.Matches("^[!-~]+$", options.Hostname);
        Assert.Empty(Errors(format, ("address", new Uri(address))));
    }

    [Fact]
    public void What_is_given_counts()
    {
        var options = From(
            "leef", ("address", new Uri("tcp://h")), ("rfc", 5424L), ("framing", "octet-counting"), ("maxMessageBytes", 8192L), ("oversize", "cut"), ("hostname", "x"));
        Assert.False(options.IsRfc3164);
        Assert.True(options.CountsOctets);
        Assert.True(options.CutsOversize);
        Assert.Equal((8192, "x"), (options.MaxMessageBytes, options.Hostname));
    }

    [Fact]
    public void What_does_not_go_together_is_reported()
    {
        AssertError("address", ("address", new Uri("tcp://h/path")));
        AssertError("address", ("address", new Uri("tcp://h?x=1")));
        AssertError("framing", ("address", new Uri("udp://h")), ("framing", "newline"));
        AssertError("framing", ("address", new Uri("relp://h")), ("framing", "newline"));
        AssertError("tls", ("address", new Uri("tcp://h")), ("tls", SomeValues.Of(TlsOptions.Description.Group!)));
        AssertError("maxMessageBytes", ("address", new Uri("udp://h")), ("maxMessageBytes", 65508L));
        AssertError("rfc", ("address", new Uri("tcp://h")), ("rfc", 4000L));
        AssertError("timeZone", ("address", new Uri("tcp://h")), ("timeZone", "UTC"));
        AssertError("timeZone", ("address", new Uri("tcp://h")), ("rfc", 3164L), ("timeZone", "Nowhere/Atlantis"));
        AssertError("appName", ("address", new Uri("tcp://h")), ("rfc", 3164L), ("appName", "a:b"));
        AssertError("oversize", ("address", new Uri("tcp://h")), ("oversize", "cut"), ("format", "xml"));
    }

    [Theory]
    [InlineData("cef")]
    [InlineData("leef")]
    [InlineData("ecs")]
    [InlineData("ocsf")]
    [InlineData("raw")]
    public void Every_format_can_be_cut(string format) =>
        Assert.Empty(Errors(format, ("address", new Uri("tcp://h")), ("oversize", "cut")));

    [Fact]
    public void The_example_has_no_errors()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "ionos-token", "syslog-ca.pem", "syslog-client.pem", "syslog-client.key" })
            System.IO.File.WriteAllText(folder.File(name), "something");
        var example = System.IO.File.ReadAllText(Path.Combine(RepositoryFolder.Root, "src/ActivityLogForwarder/Sinks/Syslog/example.yaml"));
        Assert.Empty(Read(example.Replace("/run/secrets", folder.Path, StringComparison.Ordinal)).Errors);
    }

    [Theory]
    [InlineData("8192", 8192)]
    [InlineData("8KiB", 8192)]
    public void A_message_s_limit_may_lack_its_unit(string limit, int expected)
    {
        var result = Read(Yaml($"address: tcp://h, rfc: 3164, maxMessageBytes: {limit}"));
        Assert.Empty(result.Errors);
        var sink = result.Options!.Sinks[0];
        var options = SyslogOptions.From(sink.Values, sink.Format);
        Assert.Equal((expected, true, "cef"), (options.MaxMessageBytes, options.IsRfc3164, options.Format));
    }

    [Theory]
    [InlineData("address: http://h", "sinks.siem.address")]
    [InlineData("address: relptls://h", "sinks.siem.address")]
    [InlineData("address: tcp://h, facility: 24", "sinks.siem.facility")]
    [InlineData("address: tcp://h, maxMessageBytes: 100", "sinks.siem.maxMessageBytes")]
    [InlineData("address: tcp://h, hostname: a b", "sinks.siem.hostname")]
    [InlineData("address: tcp://h, timeZone: UTC", "sinks.siem.timeZone")]
    [InlineData("address: tcp://h, tls: {insecureSkipVerify: true}", "sinks.siem.tls")]
    public void What_is_wrong_is_reported_with_its_path(string keys, string path) =>
        Assert.Equal(path, Assert.Single(Read(Yaml(keys)).Errors).Path);

    private static string Yaml(string keys) => $"{{accounts: {{main: {{token: secret}}}}, sinks: {{siem: {{type: syslog, {keys}}}}}}}";

    private static ConfigurationResult Read(string text) => ConfigurationFile.Check(
        text, Configurations.NoEnvironment, [SyslogSink.Type], ["cef", "ecs", "leef"], new ErrorList("example.yaml"), TimeProvider.System);

    private static SyslogOptions From(string format, params (string Key, object Value)[] given) =>
        SyslogOptions.From(SomeValues.Of(SyslogOptions.Description, given), format);

    private static IReadOnlyList<string> Errors(string format, params (string Key, object Value)[] given) =>
        SomeValues.Errors(SyslogOptions.Description, [("format", format), .. given]);

    private static void AssertError(string key, params (string Key, object Value)[] given) =>
        Assert.StartsWith(key + ": ", Assert.Single(Errors("ecs", given)), StringComparison.Ordinal);
}
