using System.Text;
using System.Text.Json;

namespace ActivityLogForwarder.Tests.Simulator;

/// <summary>What events look like under each fault that changes them.</summary>
internal static class EventFaultChecks
{
    public static readonly Dictionary<string, Func<Bench, Task>> All = new()
    {
        ["types"] = bench => SeesAsync(bench, "types",
            source => At(source, "meta", "auditVersion") is "Number", source => At(source, "meta", "auditVersion") is "String",
            source => At(source, "principal", "identity", "contractNumber") is "Number", source => At(source, "meta", "queueRefId") is "String",
            source => At(source, "event", "param", "error", "httpStatus") is "Number", source => At(source, "event", "param", "errorCode") is "Number",
            source => source.GetProperty("event").GetProperty("resources")[0].GetProperty("id").ValueKind == JsonValueKind.Number),
        ["no-uuid"] = async bench => Assert.All(await SourcesAsync(bench, "no-uuid"), source => Assert.Null(At(source, "@uuid"))),
        ["odd-uuid"] = bench => SeesAsync(bench, "odd-uuid",
            source => At(source, "@uuid") is "Null", source => At(source, "@uuid") is "Number", source => At(source, "@uuid") is "Object",
            source => Text(source, "@uuid") is "", source => Text(source, "@uuid") is { Length: > 128 },
            source => Text(source, "@uuid") is { Length: 36 } uuid && uuid.Any(char.IsAsciiLetterUpper), source => Text(source, "@uuid")?.Contains('Ä', StringComparison.Ordinal) == true),
        ["odd-param"] = bench => SeesAsync(bench, "odd-param",
            source => source.GetProperty("event").TryGetProperty("param", out var param) && param.GetRawText() == "{}", source => At(source, "event", "param") is "Null",
            source => At(source, "event", "param") is null, source => At(source, "event", "param", "x-unknown") is "Object"),
        ["odd-resources"] = bench => SeesAsync(bench, "odd-resources",
            source => At(source, "event", "resources") is null, source => At(source, "event", "resources") is "Null",
            source => source.GetProperty("event").TryGetProperty("resources", out var resources) && resources.GetRawText() == "[]"),
        ["odd-action"] = bench => SeesAsync(bench, "odd-action",
            source => Action(source) is "[]", source => Action(source) is "null", source => Action(source) is "\"vr.server.update\""),
        ["time-formats"] = bench => SeesAsync(bench, "time-formats",
            [.. from zone in new[] { "Z", "+00:00", "+02:00" } from length in new[] { 0, 4, 7, 10 } select Is(zone, 19 + length)]),
        ["time-missing"] = bench => SeesAsync(bench, "time-missing", source => At(source, "meta", "time") is null, source => At(source, "meta", "time") is "String"),
        ["time-unparsable"] = bench => SeesAsync(bench, "time-unparsable",
            source => Text(source, "meta", "time") is "yesterday", source => Text(source, "meta", "time") is "", source => Text(source, "meta", "time") is { Length: 24 }),
        ["unknown-types"] = bench => SeesAsync(bench, "unknown-types",
            source => Text(source, "event", "type") is "QuantumEvent", source => Text(source, "event", "status") is "PENDING", source => Text(source, "principal", "sourceService") is "FutureService_V99"),
        ["long-numbers"] = bench => SeesAsync(bench, "long-numbers",
            source => Text(source, "principal", "identity", "contractNumber") is { Length: 20 }, source => At(source, "principal", "identity", "contractNumber") is "Number",
            source => source.GetProperty("meta").GetProperty("queueRefId").GetRawText() == "2147483648", source => source.GetProperty("meta").GetProperty("queueRefId").GetRawText().Length == 20),
        ["reseller"] = async bench => Assert.All(await SourcesAsync(bench, "reseller"), source => Assert.NotEqual(bench.Contract, Text(source, "principal", "identity", "contractNumber"))),
        ["same-request"] = async bench => Assert.Equal(2, (await SourcesAsync(bench, "same-request")).Select(source => Text(source, "meta", "requestId")).Distinct().Count()),
        ["odd-principal"] = bench => SeesAsync(bench, "odd-principal",
            source => At(source, "principal", "sourceIP") is null, source => Text(source, "principal", "sourceIP") is "", source => Text(source, "principal", "sourceIP") is "2001:db8::1",
            source => Text(source, "principal", "sourceIP")?.Contains(',', StringComparison.Ordinal) == true, source => Text(source, "principal", "sourceIP") is "proxy-7.example.com",
            source => At(source, "principal", "identity", "username") is null, source => Text(source, "principal", "identity", "username") is "root",
            source => Text(source, "principal", "identity", "username")?.Contains("用户", StringComparison.Ordinal) == true),
        ["odd-text"] = bench => SeesAsync(bench, "odd-text",
            Hostile("event", "message"), Hostile("event", "type"), Hostile("meta", "requestId"), Hostile("principal", "identity", "username"), Hostile("event", "param", "uri")),
        ["unknown-members"] = bench => SeesAsync(bench, "unknown-members",
            source => source.GetRawText().Contains("\"x-twice\":1,\"x-twice\":\"2\"", StringComparison.Ordinal), source => source.GetRawText().Contains("""\ud800 \u0041\/""", StringComparison.Ordinal),
            source => source.GetRawText().Contains("1.0e400", StringComparison.Ordinal), source => At(source, "meta", "x-meta") is "Array"),
        ["big-event"] = bench => SeesAsync(bench, "big-event=50000:every=100", source => Encoding.UTF8.GetByteCount(source.GetRawText()) > 50_000),
        ["deep-event"] = bench => SeesAsync(bench, "deep-event=90", source => source.GetRawText().EndsWith(new string('}', 91), StringComparison.Ordinal)),
    };

    private static async Task<IReadOnlyList<JsonElement>> SourcesAsync(Bench bench, string fault)
    {
        bench.Simulator.Faults.Enable(fault);
        return (await bench.PageAsync("limit=10000")).Sources;
    }

    /// <summary>Each sight is seen in some event, and in some it is not.</summary>
    private static async Task SeesAsync(Bench bench, string fault, params Func<JsonElement, bool>[] sights)
    {
        var sources = await SourcesAsync(bench, fault);
        for (var i = 0; i < sights.Length; i++)
            Assert.True(sources.Any(sights[i]) && !sources.All(sights[i]), $"Sight {i} of {fault} is seen {sources.Count(sights[i])} times in {sources.Count}.");
    }

    private static string? At(JsonElement source, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (source.ValueKind != JsonValueKind.Object || !source.TryGetProperty(name, out source))
                return null;
        }

        return source.ValueKind.ToString();
    }

    private static string? Text(JsonElement source, params ReadOnlySpan<string> path)
    {
        if (At(source, path) is not "String")
            return null;
        foreach (var name in path)
            source = source.GetProperty(name);
        return source.GetString();
    }

    private static string? Action(JsonElement source) => source.GetProperty("event").GetProperty("resources")[0].GetProperty("action").GetRawText();

    private static Func<JsonElement, bool> Is(string zone, int length) => source =>
        Text(source, "meta", "time") is { } time && time.EndsWith(zone, StringComparison.Ordinal) && time.Length == length + zone.Length;

    private static Func<JsonElement, bool> Hostile(params string[] path) => source =>
        Text(source, path)?.Contains("a\r\nb|c=d\te\\f\"g'h<script>alert(1)</script>\u001b[31m\u0000\u0085\u2028]", StringComparison.Ordinal) == true;
}
