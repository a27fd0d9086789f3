using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Mappers.Ecs;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Simulator.Faults;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Sinks.Elasticsearch.Setup;
using ActivityLogForwarder.Tests.Mappers;
using ActivityLogForwarder.Tests.Processes;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.File;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Elasticsearch;

/// <summary>The whole way: <c>setup</c>, <c>run</c>, and a search by each field.</summary>
[Collection(nameof(OpenSearchServer))]
public sealed class OpenSearchSearchTests
{
    private const int Events = 3000;

    // Every fault that makes events odd, but none that makes the API fail.
    private const string Faults =
        "types,odd-param,odd-resources,odd-action,time-formats,long-numbers,reseller,odd-principal,odd-text,unknown-members,unknown-types:every=3,deep-event:every=7,big-event=50000:every=100";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_setup_installs_takes_every_event_and_each_field_finds_it()
    {
        using var server = OpenSearchServer.Find();
        var stream = new Template($"logs-ionos.search-{Environment.ProcessId}");
        await DeliverAsync(server, stream);
        Assert.Equal(Events, await server.CountAsync(stream));
        await DeliverRareFieldsAsync(server, stream);

        var mapped = await FieldsAsync(server, stream);
        Assert.Equal(Fields((await ComponentAsync(server))["properties"]!.AsObject()).Keys.Order(StringComparer.Ordinal), mapped.Keys.Order(StringComparer.Ordinal));
        var hits = await server.HitsAsync(stream);
        foreach (var (field, type) in mapped.Where(field => IsSearchable(field.Key, field.Value)))
            await AssertFoundAsync(server, stream, field, type["type"]!.GetValue<string>(), hits);
    }

    private static async Task DeliverAsync(OpenSearchServer server, Template stream)
    {
        using var folder = new TemporaryFolder();
        await using var api = await ActivityLogSimulator.StartAsync(new SimulatorOptions
        {
            Contracts = SimulatorOptions.MadeUpContracts(3),
            Events = Events,
            End = TimeProvider.System.GetUtcNow().AddMinutes(-1),
            Faults = FaultSet.Parse(Faults),
        });
        var config = folder.File("forwarder.yaml");
        await File.WriteAllTextAsync(
            config,
            $$"""
            source: { url: "{{api.Url}}", startFrom: 48h, settle: 1s, requestsPerSecond: 2000 }
            accounts: { main: { token: any } }
            state: { path: "{{folder.File("forwarder.db")}}" }
            sinks:
              siem: { type: elasticsearch, urls: ["{{server.Url}}"], dataStream: "{{stream}}", original: true }
            """,
            Token);
        foreach (var command in new[] { "validate --connect", "setup --sink siem", "validate --connect", "setup --sink siem", "run --once" })
        {
            var finished = await ForwarderProcess.RunAsync([.. command.Split(' '), "--config", config]);
            var isFine = finished.ExitCode == 0;
            // Before anything is set up, what is missing is said; every later command succeeds.
            Assert.True(isFine || finished.Errors.Contains("no index template would make it; run setup", StringComparison.Ordinal), $"{command}: {finished}");
        }
    }

    // What no made-up activity holds.
    private static async Task DeliverRareFieldsAsync(OpenSearchServer server, Template stream)
    {
        await using var sink = server.Sink(stream);
        var mapper = new EcsMapper(new MapperSettings(true, stream));
        string[] events =
        [
            HostileEvents.Whole, HostileEvents.Whole.Replace("/a?b=c", "https://api.ionos.com/a?b=c", StringComparison.Ordinal),
            HostileEvents.Whole.Replace("\"POST\"", "\"start\"", StringComparison.Ordinal).Replace("\"server\"", "\"k8s_cluster\"", StringComparison.Ordinal),
            HostileEvents.Whole.Replace("\"server\"", "\"group\"", StringComparison.Ordinal),
        ];
        var batch = SomeBatch.From(SomeBatch.Contract, events.Select((text, number) =>
            (string.Create(CultureInfo.InvariantCulture, $"rare-{number}"), Encoding.UTF8.GetString(Sample.Bytes(mapper, Sample.Event(text))), SomeBatch.Time)));
        await sink.WriteAsync(batch, Token);
        Assert.All(batch.Results.ToArray(), result => Assert.Equal(WriteResult.Accepted, result));
    }

    private static async Task AssertFoundAsync(OpenSearchServer server, Template stream, string field, string type, IReadOnlyList<JsonElement> hits)
    {
        // A few documents in which the value is one that can be asked for.
        var samples = hits.Select(hit => (Id: hit.GetProperty("_id").GetString()!, Value: Values(hit.GetProperty("_source"), field.Split('.')).FirstOrDefault()))
            .Where(sample => sample.Value.ValueKind != JsonValueKind.Undefined && CanBeAsked(type, sample.Value)).DistinctBy(sample => sample.Value.GetRawText()).Take(5).ToList();
        Assert.True(samples.Count > 0, $"No document has {field}.");
        foreach (var (id, value) in samples)
        {
            var search = new JsonObject { ["ids"] = new JsonObject { ["values"] = new JsonArray(id) } };
            var by = new JsonObject { [type == "text" ? "match_phrase" : "term"] = new JsonObject { [field] = JsonNode.Parse(value.GetRawText()) } };
            var query = new JsonObject { ["query"] = new JsonObject { ["bool"] = new JsonObject { ["filter"] = new JsonArray(search, by) } } };
            var found = await server.PostAsync($"{stream}/_count", query.ToJsonString());
            Assert.True(found.GetProperty("count").GetInt32() == 1, $"{field} = {value.GetRawText()} does not find {id}");
        }
    }

    private static bool CanBeAsked(string type, JsonElement value) => type switch
    {
        "text" => char.IsAsciiLetterOrDigit(value.GetString()![0]) && value.GetString()!.Length < 1000,
        "keyword" => value.GetString()!.Length <= 1024 && value.GetString()!.All(c => !char.IsSurrogate(c) && c != '\uFFFD'),
        _ => true,
    };

    // Older than 2.7, OpenSearch keeps unknown members without looking into them.
    private static bool IsSearchable(string field, JsonObject mapping) =>
        field != "event.original" && mapping["enabled"] is not { };

    private static IEnumerable<JsonElement> Values(JsonElement value, ReadOnlySpan<string> path)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var values = new List<JsonElement>();
            foreach (var item in value.EnumerateArray())
                values.AddRange(Values(item, path));
            return values;
        }

        if (path.IsEmpty)
            return [value];
        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(path[0], out var inner) ? Values(inner, path[1..]) : [];
    }

    private static async Task<Dictionary<string, JsonObject>> FieldsAsync(OpenSearchServer server, Template stream)
    {
        var answer = await server.GetAsync($"{stream}/_mapping");
        return Fields(JsonNode.Parse(answer.EnumerateObject().Single().Value.GetProperty("mappings").GetProperty("properties").GetRawText())!.AsObject());
    }

    private static async Task<JsonNode> ComponentAsync(OpenSearchServer server)
    {
        var answer = await server.GetAsync("_component_template/" + SetupPlan.ComponentName);
        return JsonNode.Parse(answer.GetProperty("component_templates")[0].GetProperty("component_template").GetProperty("template").GetProperty("mappings").GetRawText())!;
    }

    private static Dictionary<string, JsonObject> Fields(JsonObject properties) => properties
        .SelectMany(property => property.Value!["properties"] is JsonObject inner
            ? Fields(inner).Select(field => KeyValuePair.Create($"{property.Key}.{field.Key}", field.Value))
            : [KeyValuePair.Create(property.Key, property.Value.AsObject())])
        .ToDictionary(StringComparer.Ordinal);
}
