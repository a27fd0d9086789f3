using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Http;
using ActivityLogForwarder.Tests.Sinks.File;

namespace ActivityLogForwarder.Tests.Sinks.Http;

public sealed class HttpSinkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task Any_2xx_accepts_every_event(int status)
    {
        await using var stub = await HttpStub.StartAsync();
        await using var sink = Sink(stub);
        stub.Status = _ => status;
        var batch = SomeBatch.Of(3);
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Accepted, outcome));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task A_refused_batch_is_to_be_halved(int status)
    {
        await using var stub = await HttpStub.StartAsync();
        await using var sink = Sink(stub);
        stub.Status = _ => status;
        var batch = SomeBatch.OfBodies(SomeBatch.Record("1"), "", SomeBatch.Record("2"));
        await sink.WriteAsync(batch, Token);
        Assert.Equal([WriteOutcome.TooLarge, WriteOutcome.Rejected, WriteOutcome.TooLarge], batch.Outcomes());
        Assert.Equal($"http-{status}", batch.Results.Span[0].Reason);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(308)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(415)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Any_other_status_is_about_no_event(int status)
    {
        await using var stub = await HttpStub.StartAsync();
        await using var sink = Sink(stub);
        (stub.Status, stub.RetryAfter) = (_ => status, "9");
        var batch = SomeBatch.Of(3);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal(($"http-{status}", TimeSpan.FromSeconds(9)), (failure.Code, failure.RetryAfter));
        Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Retry, outcome));
        Assert.Equal(1, stub.Server.Asked);
    }

    [Fact]
    public async Task A_success_counts_whatever_its_body()
    {
        await using var stub = await HttpStub.StartAsync();
        await using var sink = Sink(stub);
        stub.Answer = new byte[3 << 20];
        for (var number = 0; number < 3; number++)
        {
            var batch = SomeBatch.Of(2);
            await sink.WriteAsync(batch, Token);
            Assert.True(batch.HasAccepted());
        }
    }

    [Theory]
    [InlineData(false, "ecs", "application/x-ndjson")]
    [InlineData(false, "cef", "text/plain; charset=utf-8")]
    [InlineData(true, "ecs", "application/json")]
    public async Task The_content_type_is_that_of_the_records(bool isArray, string format, string expected)
    {
        await using var stub = await HttpStub.StartAsync();
        await using var sink = Sink(stub, options => options with { IsArray = isArray }, format);
        await sink.WriteAsync(SomeBatch.Of(2), Token);
        Assert.Equal(expected, stub.Last.Headers.ContentType);
        Assert.Equal(2, stub.Records.Count);
    }

    [Fact]
    public async Task Method_address_and_headers_are_as_the_configuration_says()
    {
        await using var stub = await HttpStub.StartAsync();
        await using var sink = Sink(stub, options => options with
        {
            Url = new Uri(options.Url, "/in/a?tag=b%20c"),
            Method = HttpMethod.Put,
            Headers = new Dictionary<string, string> { ["X-Tenant"] = "a b", ["Content-Type"] = "application/vnd.x", ["Authorization"] = "Bearer t" },
        });
        await sink.WriteAsync(SomeBatch.Of(1), Token);
        Assert.Equal(("PUT", "/in/a?tag=b%20c"), (stub.Last.Method, stub.Last.Path));
        Assert.Equal("a b", stub.Last.Headers["X-Tenant"]);
        Assert.Equal("application/vnd.x", stub.Last.Headers.ContentType);
        Assert.Equal("Bearer t", stub.Last.Headers.Authorization);
    }

    [Fact]
    public async Task A_header_replaced_in_its_file_is_used_after_a_refusal()
    {
        using var folder = new TemporaryFolder();
        await System.IO.File.WriteAllTextAsync(folder.File("headers"), "# ours\n\nAPIKEY: \"old\"\n", Token);
        await using var stub = await HttpStub.StartAsync();
        stub.Key = "new";
        await using var sink = Sink(stub, options => options with
        {
            HeadersFile = folder.File("headers"),
            Headers = new Dictionary<string, string> { ["apikey"] = "of the configuration" },
        });
        var batch = SomeBatch.Of(1);
        Assert.Equal("http-401", (await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask())).Code);
        await System.IO.File.WriteAllTextAsync(folder.File("headers"), "APIKEY: new\nX-Other: 1\n", Token);
        await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        await sink.WriteAsync(batch, Token);
        Assert.True(batch.HasAccepted());
        Assert.Equal("1", stub.Last.Headers["X-Other"]);
    }

    [Theory]
    [InlineData("secret-without-colon")]
    [InlineData("A: 1\nbad name: secret")]
    [InlineData("A: secret\u0001")]
    [InlineData("Host: secret")]
    public async Task A_headers_file_that_cannot_be_used_is_named_as_the_fault_but_not_shown(string content)
    {
        using var folder = new TemporaryFolder();
        await System.IO.File.WriteAllTextAsync(folder.File("headers"), content, Token);
        await using var stub = await HttpStub.StartAsync();
        await using var sink = Sink(stub, options => options with { HeadersFile = folder.File("headers") });
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask());
        Assert.Equal("headers-file", failure.Code);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, stub.Server.Asked);
    }

    [Fact]
    public async Task A_headers_file_that_is_gone_is_named_as_the_fault()
    {
        await using var sink = new HttpSink(
            new HttpSinkOptions { Url = new Uri("http://127.0.0.1:1"), HeadersFile = "/nowhere/headers" }, "ecs", TimeProvider.System);
        Assert.Equal("headers-file", (await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask())).Code);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(400, true)]
    [InlineData(404, true)]
    [InlineData(405, true)]
    [InlineData(501, true)]
    [InlineData(302, false)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(500, false)]
    public async Task A_check_asks_without_sending_anything(int status, bool isFine)
    {
        await using var stub = await HttpStub.StartAsync();
        await using var sink = Sink(stub);
        stub.Status = _ => status;
        var failure = await Record.ExceptionAsync(() => sink.CheckAsync(Token).AsTask());
        Assert.Equal(isFine ? null : $"http-{status}", (failure as SinkException)?.Code);
        Assert.Equal("HEAD", stub.Last.Method);
    }

    [Fact]
    public async Task A_compressed_body_says_so()
    {
        await using var stub = await HttpStub.StartAsync();
        await using var sink = Sink(stub, options => options with { Gzip = true });
        var batch = SomeBatch.OfBodies(new string('x', 100_000), SomeBatch.Record("Grüße"));
        await sink.WriteAsync(batch, Token);
        Assert.Equal("gzip", stub.Last.Headers.ContentEncoding);
        Assert.InRange(stub.Last.Headers.ContentLength ?? 0, 1, 10_000);
        Assert.Equal(batch.Bodies(), stub.Records);
    }

    private static HttpSink Sink(HttpStub stub, Func<HttpSinkOptions, HttpSinkOptions>? change = null, string format = "ecs")
    {
        var options = new HttpSinkOptions { Url = stub.Server.Url };
        return new HttpSink(change?.Invoke(options) ?? options, format, TimeProvider.System);
    }
}
