using ActivityLogForwarder.Tests.Documents;

namespace ActivityLogForwarder.Tests.Commands;

public sealed class HealthcheckTests
{
    [Fact]
    public async Task A_forwarder_that_is_not_there_is_not_healthy()
    {
        // Port 1 is nobody's.
        var run = await BuiltProgram.RunAsync("healthcheck", "--url", "http://127.0.0.1:1/");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("http://127.0.0.1:1/healthz cannot be asked: ConnectionError\n", run.Errors);
    }

    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("ftp://127.0.0.1/")]
    public async Task What_is_no_URL_is_a_mistake_of_usage(string url)
    {
        var run = await BuiltProgram.RunAsync("healthcheck", "--url", url);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("--url takes an address that begins with http:// or https://.", run.Errors, StringComparison.Ordinal);
    }
}
