using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Mappers;

/// <summary>An event with every member that the mappers know, and hostile texts in the place of each.</summary>
internal static class HostileEvents
{
    public const string Whole =
        """
        {"@uuid":"u-1","meta":{"auditVersion":"0.1","requestId":"r-1","queueRefId":7,"time":"2016-09-23T12:02:52.394Z","transactionId":"t-1"},
        "principal":{"sourceIP":"203.0.113.42, 2001:db8::1","identity":{"contractNumber":"31721060","username":"user@example.com"},
        "sourceService":"DCD","serviceHost":"api.ionos.com"},
        "event":{"type":"Error","status":"FAILED","message":"m","param":{"action":"POST","uri":"/a?b=c","initiator":"REST","sourceService":"Provisioning",
        "errorCode":"6","error":{"httpStatus":"422","messages":[{"errorCode":"5","message":"e"}]},"other":"o"},
        "resources":[{"type":"user","id":"1466","action":["vr.server.update"]},{"type":"server","id":"s-1"}]},"more":"x"}
        """;

    /// <summary>Texts, as they stand between the quotes of a JSON string.</summary>
    public static readonly IReadOnlyList<string> Texts =
    [
        "a\\nb", "a\\rb", "a\\r\\nb", "a\\u0085b", "a\\u2028b", "a\\u2029b", "a\u0085b\u2028c\u2029d", "\\n", "\\n\\n x \\n", "a\\u000bb\\u000cc",
        "a\\tforged=1", "\\tforged=1\\tsev=10", "x forged=1", "x forged=1 suser=root dvc=10.0.0.1", "a=b=c", "=", "\\\\", "\\\\\\\\=", "x\\\\", "a|b|c", "|", "\\\\|",
        "x\\nCEF:0|Evil|Evil|1|1|Evil|10|forged=1", "\\nLEEF:2.0|Evil|Evil|1|1|x09|forged=1", "\\n{\\\"forged\\\":1}", "\\\"},\\\"forged\\\":{\\\"a\\\":\\\"",
        "\\n<13>1 2026-11-22T12:00:00Z h a - - - forged", "]\\u001b[31m\\u0007\\u009b0m\\u0000\\u007f\\u0080\\u009f", "\\ud800", "\\udc00\\ud800x", "x\\ud83d",
        "\\u00a0 \\u3000\\u2003", " leading and trailing ", "\\u202e\\u200b\\ufeffx", "😀\\ud83d\\ude00", "-", "null", "<script>alert(1)</script>", "%0a%3d${jndi:x}", "{{x}}",
        new string('x', 50_000), new string('=', 50_000), new string('\\', 50_000), string.Concat(Enumerable.Repeat("\\n", 25_000)),
        string.Concat(Enumerable.Repeat("ü😀=", 12_500)), new string(' ', 50_000), new string('a', 1022) + "😀😀", new string('|', 600),
    ];

    /// <summary>What a JSON string's text means, half surrogate pairs replaced.</summary>
    public static string Meaning(string text)
    {
        var escaped = Encoding.UTF8.GetBytes(text);
        var meaning = new byte[escaped.Length];
        return Encoding.UTF8.GetString(meaning, 0, JsonEscapes.Unescape(escaped, meaning));
    }

    /// <summary>The places of all texts in the whole event.</summary>
    public static IEnumerable<string> Places => PlacesOf(JsonNode.Parse(Whole)!);

    /// <summary>The event with a text in a place.</summary>
    public static string With(string place, string text)
    {
        const string mark = "«here»";
        var root = JsonNode.Parse(Whole)!;
        var node = PlacesIn(root).Single(found => found.GetPath() == place);
        node.ReplaceWith(mark);
        return root.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            .Replace(mark, text, StringComparison.Ordinal);
    }

    /// <summary>Of each kind of hostile text one, for tests to which all are too many.</summary>
    public static IReadOnlyList<string> Worst { get; } =
    [
        "\\r\\n\\n<13>1 2026-11-22T12:00:00Z h a - - - forged\\u2028\\u2029\\u0085\\u000b\\u000c", "a|b\\\\|\\\\\\\\=\\tforged=1 x forged=1\\\"},\\\"forged\\\":{\\\"a\\\":\\\"",
        "x\\u0000\\nCEF:0|Evil|Evil|1|1|Evil|10|forged=1\\nLEEF:2.0|Evil|Evil|1|1|x09|forged=1", "]\\u001b[31m\\u0007\\u009b0m\\u007f\\udc00\\ud800x\\ud83d",
        string.Concat(Enumerable.Repeat("ü😀=\\n|", 5_500)),
    ];

    /// <summary>Every text in every place, and in all places at once.</summary>
    public static IEnumerable<string> All() => Places.SelectMany(place => Texts, With).Concat(Everywhere());

    /// <summary>Every text in all places at once.</summary>
    public static IEnumerable<string> Everywhere() => Texts.Select(Everywhere);

    private static string Everywhere(string text)
    {
        var root = Whole;
        foreach (var value in PlacesIn(JsonNode.Parse(Whole)!).Where(node => node.GetValueKind() == JsonValueKind.String).Select(node => node.ToString()).Distinct())
            root = root.Replace($":\"{value}\"", $":\"{text}\"", StringComparison.Ordinal);
        return root;
    }

    private static IEnumerable<string> PlacesOf(JsonNode root) => PlacesIn(root).Select(node => node.GetPath());

    /// <summary>All texts of an event.</summary>
    public static IEnumerable<JsonValue> TextsIn(JsonNode node) => PlacesIn(node).Where(value => value.GetValueKind() == JsonValueKind.String);

    private static IEnumerable<JsonValue> PlacesIn(JsonNode node) => node switch
    {
        JsonObject map => map.SelectMany(member => PlacesIn(member.Value!)),
        JsonArray list => list.SelectMany(item => PlacesIn(item!)),
        _ => [node.AsValue()],
    };
}
