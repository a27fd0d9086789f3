using System.Diagnostics;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Transport;

public sealed class HttpTransportTests
{
    [Fact]
    public async Task A_request_says_nothing_of_the_span_it_belongs_to()
    {
        var names = new List<string>();
        await using var server = new LoopbackServer(context =>
        {
            names.AddRange(context.Request.Headers.Keys);
            return Task.CompletedTask;
        });
        await server.UpAsync();
        using var client = HttpTransport.CreateClient(new TlsOptions());
        using var span = new Activity("test").Start();
        using var answer = await client.GetAsync(server.Url, TestContext.Current.CancellationToken);
        Assert.Equal(["Host", "Accept-Encoding"], names);
    }
}
