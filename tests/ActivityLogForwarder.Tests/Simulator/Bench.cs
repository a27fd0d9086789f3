using System.Net;
using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Simulator.Faults;

namespace ActivityLogForwarder.Tests.Simulator;

/// <summary>A simulator on a clock that stands still, and a naive reader of it.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly HttpClient _http;

    private Bench(ActivityLogSimulator simulator, SettableTime time)
    {
        Simulator = simulator;
        Time = time;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = simulator.Url };
    }

    public ActivityLogSimulator Simulator { get; }

    public SettableTime Time { get; }

    public string Contract => Simulator.Contracts[0];

    public string Authorization { get; set; } = "Bearer any";

    /// <summary>Starts with 3000 events and pages as large as one likes.</summary>
    public static async Task<Bench> StartAsync(string faults = "", Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        var time = new SettableTime(Start);
        var options = new SimulatorOptions { Events = 3000, TimeProvider = time, MaxLimit = 10_000, Faults = FaultSet.Parse(faults) };
        return new Bench(await ActivityLogSimulator.StartAsync(change?.Invoke(options) ?? options, Cancel), time);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Asks for a page of a contract.</summary>
    public Task<Answer> PageAsync(string query = "", string? contract = null) =>
        GetAsync($"activitylog/v1/contracts/{contract ?? Contract}?{query}");

    public Task<Answer> ContractsAsync() => GetAsync("activitylog/v1/contracts");

    public async Task<Answer> GetAsync(string path, string? header = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (Authorization.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        if (header is not null)
            request.Headers.TryAddWithoutValidation("X-Contract-Number", header);
        using var response = await _http.SendAsync(request, Cancel);
        return new Answer(response.StatusCode, response, await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    /// <summary>All hits, in one page.</summary>
    public async Task<IReadOnlyList<JsonElement>> HitsAsync(string query = "limit=10000", string? contract = null) =>
        (await PageAsync(query, contract)).Hits;

    /// <summary>The ids of hits, as a reader makes them by the rules.</summary>
    public static IReadOnlyList<string> IdsOf(IEnumerable<JsonElement> hits)
    {
        var ids = new List<string>();
        var contents = new Dictionary<string, int>();
        foreach (var hit in hits)
        {
            if (!hit.TryGetProperty("_source", out var source) || source.ValueKind != JsonValueKind.Object)
                continue;
            if (Text(source, "@uuid") is { } uuid)
            {
                ids.Add(uuid);
            }
            else if (Text(hit, "_id") is { } id)
            {
                ids.Add(id);
            }
            else
            {
                var bytes = Encoding.UTF8.GetBytes(source.GetRawText());
                var key = Convert.ToHexString(bytes);
                contents[key] = contents.GetValueOrDefault(key) + 1;
                ids.Add(EventId.FromContent(bytes, contents[key]).ToString());
            }
        }

        return ids;

        static string? Text(JsonElement from, string name)
        {
            var text = !from.TryGetProperty(name, out var value) ? null
                : value.ValueKind == JsonValueKind.String ? value.GetString()
                : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
                : null;
            return text is not null && EventId.IsValid(Encoding.UTF8.GetBytes(text)) ? text : null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Simulator.DisposeAsync();
    }
}

/// <summary>What was answered.</summary>
internal sealed record Answer(HttpStatusCode Status, HttpResponseMessage Response, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body, new JsonDocumentOptions { MaxDepth = 200 }).RootElement;

    public JsonElement Total => Json.GetProperty("hits").GetProperty("total");

    public IReadOnlyList<JsonElement> Hits => [.. Json.GetProperty("hits").GetProperty("hits").EnumerateArray()];

    public IReadOnlyList<JsonElement> Sources => [.. Hits.Select(hit => hit.GetProperty("_source"))];

    public string ErrorMessage => Json.GetProperty("messages")[0].GetProperty("message").GetString()!;
}
