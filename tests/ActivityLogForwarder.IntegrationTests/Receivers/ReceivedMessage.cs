using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>A message as a receiver has parsed it.</summary>
internal sealed partial record ReceivedMessage(
    string Priority, string Time, string Host, string App, string MsgId, string Contract, string Id, string Body)
{
    /// <summary>The fields that the receiver found in the record, where it was to look for them.</summary>
    public JsonElement? Fields { get; init; }

    /// <summary>Reads a line that a receiver wrote; the structured data come parsed, or as they were sent.</summary>
    public static ReceivedMessage Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        string Text(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString()! : "";
        var (contract, id) = (Text("contract"), Text("id"));
        if (StructuredData().Match(Text("sd")) is { Success: true } match)
            (contract, id) = (Unescape(match.Groups[1].Value), Unescape(match.Groups[2].Value));
        // Before CEF and LEEF no TAG stands: a reader of RFC 3164 that wants one takes their own name for it.
        var (app, body) = (Text("app"), Text("body"));
        return new(Text("pri"), Text("time"), Text("host"), app, Text("msgid"), contract, id, app is "CEF" or "LEEF" ? $"{app}:{body}" : body)
        {
            Fields = document.RootElement.TryGetProperty("fields", out var fields) ? fields.Clone() : null,
        };
    }

    private static string Unescape(string value) => Escape().Replace(value, "$1");

    [GeneratedRegex("""^\[ionos@32473 contract="((?:[^"\\\]]|\\.)*)" id="((?:[^"\\\]]|\\.)*)"\]$""")]
    private static partial Regex StructuredData();

    [GeneratedRegex("""\\(["\\\]])""")]
    private static partial Regex Escape();
}
