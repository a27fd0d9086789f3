using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Splunk;

namespace ActivityLogForwarder.Tests.Sinks.Splunk;

public sealed class SplunkSinkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_event_says_what_the_configuration_says_of_it()
    {
        await using var stub = await SplunkStub.StartAsync();
        await using var sink = Sink(stub, options => options with
        {
            Index = new Template("ionos_{account}"),
            Source = new Template("activity/{contract}/{date}"),
            Host = "fwd \"1\"",
        });
        await sink.WriteAsync(SomeBatch.From(new Contract("Main", "7"), [("a", SomeBatch.Record("x"), SomeBatch.Time), ("b", "{}", SomeBatch.Time.AddDays(1))]), Token);
        Assert.Equal([SomeBatch.Record("x"), "{}"], stub.Indexed.Select(one => one.Record));
        Assert.Equal("\"ionos_main\"", stub.Indexed[0].Metadata["index"]);
        Assert.Equal(["\"activity/7/2026-11-22\"", "\"activity/7/2026-11-23\""], stub.Indexed.Select(one => one.Metadata["source"]));
        Assert.Equal("\"ionos:activity\"", stub.Indexed[0].Metadata["sourcetype"]);
        Assert.Contains("fwd", stub.Indexed[0].Metadata["host"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_configured_is_left_to_the_token()
    {
        await using var stub = await SplunkStub.StartAsync();
        await using var sink = Sink(stub);
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        Assert.Equal(["sourcetype", "time"], stub.Indexed[0].Metadata.Keys.Order());
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "\"time\":0.000,")]
    [InlineData("2026-11-22T03:00:00Z", "\"time\":1795316400.000,")]
    [InlineData("2026-11-22T03:00:00.1Z", "\"time\":1795316400.100,")]
    [InlineData("2026-11-22T03:00:00.0000001Z", "\"time\":1795316400.0000001,")]
    [InlineData("2026-11-22T03:00:00.1234500Z", "\"time\":1795316400.12345,")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "\"time\":253402300799.9999999,")]
    [InlineData("1969-12-31T23:59:59.9Z", "")]
    public void Times_are_plain_decimal_seconds(string time, string expected)
    {
        using var output = new Utf8Buffer();
        HecBody.WriteTime(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime, output);
        Assert.Equal(expected, Encoding.ASCII.GetString(output.WrittenSpan));
    }

    [Fact]
    public async Task A_record_that_is_not_json_goes_as_a_string()
    {
        await using var stub = await SplunkStub.StartAsync();
        await using var sink = Sink(stub, format: "cef");
        var batch = SomeBatch.OfBodies("CEF:0|IONOS|a\\|b|1|x|y|5|msg=\"q\" \t\u0001 \\= Grüße 🎉", "{\"a\":1}", "\\");
        await sink.WriteAsync(batch, Token);
        Assert.Equal(batch.Bodies(), stub.Indexed.Select(one => one.Record));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bodies_are_compressed_where_that_is_asked_for(bool gzip)
    {
        await using var stub = await SplunkStub.StartAsync();
        await using var sink = Sink(stub, options => options with { Gzip = gzip });
        await sink.WriteAsync(SomeBatch.Of(100), Token);
        Assert.Equal(100, stub.Indexed.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8088", "http://127.0.0.1:8088/")]
    [InlineData("https://s/services/collector", "https://s/")]
    [InlineData("https://s/x/services/collector/event", "https://s/x/")]
    [InlineData("https://s/services/collector/event/1.0", "https://s/")]
    public void The_address_may_be_given_with_its_endpoint(string given, string expected)
    {
        var options = SplunkOptions.From(Values(("url", new Uri(given))));
        Assert.Equal(expected, options.Url.AbsoluteUri);
    }

    [Fact]
    public void What_does_not_go_together_is_reported()
    {
        AssertError("url", ("url", new Uri("https://s/services/collector/raw")));
        AssertError("url", ("url", new Uri("https://s/services/collector?channel=x")));
        AssertError("url", ("url", new Uri("http://splunk.example.com:8088")));
        AssertError("ackTimeout", ("ackTimeout", TimeSpan.FromMinutes(1)));
        Assert.Empty(SomeValues.Errors(SplunkOptions.Description, ("url", new Uri("http://127.0.0.1:8088")), ("ackTimeout", TimeSpan.FromMinutes(1)), ("ack", true)));
    }

    private static ActivityLogForwarder.Core.Options.OptionValues Values(params (string Key, object Value)[] given) => SomeValues.Of(
        SplunkOptions.Description, [("token", Secret.FromText("t")), ("ackTimeout", TimeSpan.FromMinutes(5)), .. given]);

    private static void AssertError(string key, params (string Key, object Value)[] given)
    {
        (string Key, object Value)[] all = given.Any(pair => pair.Key == "url") ? given : [("url", new Uri("https://s:8088")), .. given];
        Assert.StartsWith(key + ": ", Assert.Single(SomeValues.Errors(SplunkOptions.Description, all)), StringComparison.Ordinal);
    }

    private static SplunkSink Sink(SplunkStub stub, Func<SplunkOptions, SplunkOptions>? change = null, string format = "raw")
    {
        var options = new SplunkOptions { Url = stub.Server.Url, Token = Secret.FromText(stub.Token) };
        return new SplunkSink(change?.Invoke(options) ?? options, format, TimeProvider.System);
    }
}
