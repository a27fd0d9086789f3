using System.Globalization;
using System.Text.Json;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.Tests.Operations.Logs.Elasticsearch;

public sealed class ElasticsearchLogTests
{
    [Fact]
    public async Task The_own_log_stands_in_an_index_of_its_month()
    {
        await using var installation = await Installation.StartAsync();
        installation.Elasticsearch.Indices.KeepsBodies = true;
        var months = Months();
        installation.Configure(Installation.ToFile, more: $"log: {{ elasticsearch: {{ url: \"{installation.Elasticsearch.Url}\" }} }}");
        await using var run = await installation.StartRunAsync();
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);

        var lines = months.Union(Months())
            .SelectMany(month => installation.Elasticsearch.Indices.Documents($"activity-log-forwarder-{month}"))
            .Select(document => JsonDocument.Parse(document.Body).RootElement).ToList();
        Assert.Contains(lines, line => line.GetProperty("message").GetString()!.StartsWith("Stopping", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain(Installation.Token, line.GetRawText(), StringComparison.Ordinal));
    }

    // Of what begins now, and of what ends when it is asked again.
    private static IReadOnlyList<string> Months() => [DateTime.UtcNow.ToString("yyyy.MM", CultureInfo.InvariantCulture)];
}
