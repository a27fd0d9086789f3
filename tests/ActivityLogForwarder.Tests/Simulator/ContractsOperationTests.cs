using System.Net;
using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Tests.Simulator;

public sealed class ContractsOperationTests
{
    [Fact]
    public async Task The_list_of_contracts_is_a_bare_array_of_references()
    {
        await using var bench = await Bench.StartAsync(change: options => options with { Contracts = ["31999999", "31720060317200603172"] });

        var answer = await bench.ContractsAsync();

        Assert.Equal(
            """[{"id":31999999,"type":"contracts","href":"https://api.ionos.com/activitylog/v1/contracts/31999999"},{"id":31720060317200603172,"type":"contracts","href":"https://api.ionos.com/activitylog/v1/contracts/31720060317200603172"}]""",
            answer.Text);
        Assert.Equal("application/json", answer.Response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task The_Date_header_is_the_clocks()
    {
        await using var bench = await Bench.StartAsync();
        Assert.Equal(Bench.Start, (await bench.ContractsAsync()).Response.Headers.Date);
    }

    [Fact]
    public async Task Any_credentials_are_let_in_but_none_are_not()
    {
        await using var bench = await Bench.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await bench.ContractsAsync()).Status);

        bench.Authorization = "";

        var answer = await bench.ContractsAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("""{"httpStatus":401,"messages":[{"errorCode":"315","message":"Unauthorized"}]}""", answer.Text);
    }

    [Theory]
    [InlineData("Bearer secret", HttpStatusCode.OK)]
    [InlineData("Basic dXNlcjpwYXNz", HttpStatusCode.OK)]
    [InlineData("Bearer other", HttpStatusCode.Unauthorized)]
    [InlineData("Basic dXNlcjpvdGhlcg==", HttpStatusCode.Unauthorized)]
    [InlineData("secret", HttpStatusCode.Unauthorized)]
    public async Task Credentials_that_are_configured_are_checked(string authorization, HttpStatusCode expected)
    {
        await using var bench = await Bench.StartAsync(change: options => options with { Token = "secret", Username = "user", Password = "pass" });
        bench.Authorization = authorization;
        Assert.Equal(expected, (await bench.PageAsync()).Status);
    }

    [Fact]
    public async Task A_new_token_replaces_the_old_one()
    {
        await using var bench = await Bench.StartAsync(change: options => options with { Token = "old" });
        bench.Simulator.AcceptOnly("new");
        bench.Authorization = "Bearer old";
        Assert.Equal(HttpStatusCode.Unauthorized, (await bench.ContractsAsync()).Status);
        bench.Authorization = "Bearer new";
        Assert.Equal(HttpStatusCode.OK, (await bench.ContractsAsync()).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("123456789012345678901")]
    public async Task A_contract_number_that_is_none_is_refused_at_the_start(string contract) =>
        await Assert.ThrowsAsync<ArgumentException>(() => ActivityLogSimulator.StartAsync(
            new SimulatorOptions { Contracts = [contract] }, Bench.Cancel));
}
