namespace ActivityLogForwarder.Tests.Processes;

/// <summary><c>validate --connect</c>: what is dialled, and one line for what fails.</summary>
public sealed class ConnectTests
{
    private const string Authenticated = "siem: { type: elasticsearch, urls: [\"{elasticsearch}\"], apiKey: s3cr3t-key }";

    [Fact]
    public async Task Everything_in_order_is_said_and_nothing_changes()
    {
        await using var installation = await Installation.StartAsync(contracts: 2);
        installation.Elasticsearch.ApiKey = "s3cr3t-key";
        installation.Configure(Installation.ToFile + "\n" + Authenticated);
        var finished = await installation.RunAsync(0, "validate", "--connect");
        Assert.Equal(["account main: ok", "sink archive: ok", "sink siem: ok", "The configuration is valid."], finished.OutputLines);
        Assert.Empty(finished.Errors);
        Assert.Equal(["forwarder.yaml"], Directory.GetFileSystemEntries(installation.Folder).Select(Path.GetFileName));
        Assert.Empty(installation.Elasticsearch.Indices.Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", contracts: [\"31990001\"]")]
    public async Task A_wrong_token_is_the_accounts_fault(string contracts)
    {
        await using var installation = await Installation.StartAsync();
        installation.Configure(account: "token: s3cr3t-but-wrong" + contracts);
        await FailsAsync(installation, "account main: ", "401");
    }

    [Fact]
    public async Task A_contract_out_of_reach_is_the_accounts_fault()
    {
        await using var installation = await Installation.StartAsync();
        installation.Api.Faults.Enable("403-contract");
        installation.Configure(account: $"token: {Installation.Token}, contracts: [\"31990001\"]");
        await FailsAsync(installation, "account main: ", "403");
    }

    [Fact]
    public async Task An_account_without_contracts_is_at_fault()
    {
        await using var installation = await Installation.StartAsync();
        installation.Api.Faults.Enable("contracts-empty");
        await FailsAsync(installation, "account main: ", "can read no contract");
    }

    [Fact]
    public async Task A_server_that_is_down_is_the_sinks_fault()
    {
        await using var installation = await Installation.StartAsync();
        await installation.Elasticsearch.DownAsync();
        await FailsAsync(installation, "sink siem: ", "refuses the connection");
    }

    [Fact]
    public async Task A_wrong_credential_is_the_sinks_fault()
    {
        await using var installation = await Installation.StartAsync();
        installation.Elasticsearch.ApiKey = "s3cr3t-other-key";
        installation.Configure(Installation.ToFile + "\n" + Authenticated);
        await FailsAsync(installation, "sink siem: ", "HTTP 401");
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_the_sinks_fault()
    {
        await using var installation = await Installation.StartAsync();
        installation.Configure("archive: { type: file, path: \"{folder}/forwarder.yaml/events.jsonl\" }");
        await FailsAsync(installation, "sink archive: ", "");
    }

    private static async Task FailsAsync(Installation installation, string whose, string why)
    {
        var finished = await installation.RunAsync(2, "validate", "--connect");
        var line = Assert.Single(finished.ErrorLines);
        Assert.StartsWith(whose, line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
        Assert.DoesNotContain("is valid", finished.Output, StringComparison.Ordinal);
    }
}
