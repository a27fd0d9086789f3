using System.Text.Json.Nodes;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

public sealed class ElasticsearchCheckTests
{
    [Fact]
    public async Task A_server_that_takes_documents_passes()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        Assert.Null(await CheckAsync(stub));
        stub.Privileges = ["create_doc", "auto_configure"];
        Assert.Null(await CheckAsync(stub));
        Assert.Null(await CheckAsync(stub, "logs-ionos.{contract}-default"));
        Assert.Empty(stub.Indices.Names);
    }

    [Theory]
    [InlineData("8.0.0", false, null)]
    [InlineData("9.2.1", false, null)]
    [InlineData("7.17.28", false, "version")]
    [InlineData("2.19.0", true, null)]
    [InlineData("3.3.0", true, null)]
    [InlineData("1.3.20", true, "version")]
    [InlineData("new", false, "not-elasticsearch")]
    public async Task The_version_must_be_one_that_is_supported(string version, bool isOpenSearch, string? code)
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        (stub.Version, stub.IsOpenSearch) = (version, isOpenSearch);
        Assert.Equal(code, await CheckAsync(stub, "logs-ionos.{contract}-default"));
    }

    [Fact]
    public async Task A_refused_credential_is_told()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        stub.ApiKey = "bmV3";
        Assert.Equal("http-401", await CheckAsync(stub));
    }

    [Fact]
    public async Task A_credential_that_may_not_write_is_told()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        stub.Privileges = ["monitor"];
        Assert.Equal("forbidden", await CheckAsync(stub));
    }

    [Fact]
    public async Task A_missing_target_is_told_only_where_writing_may_not_create_it()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        stub.Privileges = ["create_doc"];
        Assert.Equal("target-missing", await CheckAsync(stub));
        await using var sink = new ElasticsearchSink(new ElasticsearchOptions { Urls = [stub.Url] }, TimeProvider.System);
        await sink.WriteAsync(SomeBatch.Of(1), TestContext.Current.CancellationToken);
        Assert.Null(await CheckAsync(stub));
    }

    [Fact]
    public async Task A_data_stream_that_no_template_would_make_is_told()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        stub.IsOpenSearch = true;
        stub.Version = "2.19.0";
        Assert.Equal("target-missing", await CheckAsync(stub));
        stub.Setup.Installed["/_index_template/mine"] = JsonNode.Parse("""{"index_patterns":["other-*","logs-*.activity-*"],"data_stream":{}}""")!;
        Assert.Null(await CheckAsync(stub));
        stub.Setup.Installed["/_index_template/mine"] = JsonNode.Parse("""{"index_patterns":["logs-*"]}""")!;
        Assert.Equal("target-missing", await CheckAsync(stub));
        await using var sink = new ElasticsearchSink(new ElasticsearchOptions { Urls = [stub.Url] }, TimeProvider.System);
        await sink.WriteAsync(SomeBatch.Of(1), TestContext.Current.CancellationToken);
        Assert.Null(await CheckAsync(stub));
    }

    [Fact]
    public async Task Nothing_is_asked_that_could_change_anything()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        Assert.Null(await CheckAsync(stub));
        Assert.All(stub.Log, request => Assert.Matches("^(GET|HEAD) |^POST /_security/user/_has_privileges$", request));
    }

    private static async Task<string?> CheckAsync(ElasticsearchStub stub, string dataStream = "logs-ionos.activity-default")
    {
        var options = new ElasticsearchOptions
        {
            Urls = [stub.Url],
            DataStream = new Template(dataStream),
            Authentication = new HttpAuthentication { ApiKey = Secret.FromText("b2xk") },
        };
        await using var sink = new ElasticsearchSink(options, TimeProvider.System);
        try
        {
            await sink.CheckAsync(TestContext.Current.CancellationToken);
            return null;
        }
        catch (SinkException exception)
        {
            return exception.Code;
        }
    }
}
