using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>A message as a receiver has parsed it.</summary>
internal sealed partial record ReceivedMessage(
    string Priority, string Time, string Host, string App, string MsgId, string Contract, string Id, string Body)
{
    /// <summary>Reads a line that a receiver wrote; the structured data come parsed, or as they were sent.</summary>
    public static ReceivedMessage Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        string Text(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.GetString()! : "";
        var (contract, id) = (Text("contract"), Text("id"));
        if (StructuredData().Match(Text("sd")) is { Success: true } match)
            (contract, id) = (Unescape(match.Groups[1].Value), Unescape(match.Groups[2].Value));
        return new(Text("pri"), Text("time"), Text("host"), Text("app"), Text("msgid"), contract, id, Text("body"));
    }

    private static string Unescape(string value) => Escape().Replace(value, "$1");

    [GeneratedRegex("""^\[ionos@32473 contract="((?:[^"\\\]]|\\.)*)" id="((?:[^"\\\]]|\\.)*)"\]$""")]
    private static partial Regex StructuredData();

    [GeneratedRegex("""\\(["\\\]])""")]
    private static partial Regex Escape();
}
