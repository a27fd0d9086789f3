using System.Text.Json;
using ActivityLogForwarder.Operations;

namespace ActivityLogForwarder.Tests.Operations;

public sealed class StatusDocumentTests
{
    [Fact]
    public void The_members_are_those_that_others_rely_on()
    {
        var lane = Status.Lane() with { LastError = "timeout", LastErrorAt = Status.Now };
        using var document = JsonDocument.Parse(StatusDocument.Write(Status.Good(lane)));
        var root = document.RootElement;
        Assert.Equal(
            ["version", "now", "lastTick", "ready", "reasons", "stateBytes", "accounts", "contracts", "lanes"], Names(root));
        Assert.Equal(["account", "credentialExpires", "lastError"], Names(root.GetProperty("accounts")[0]));
        Assert.Equal(
            ["account", "contract", "lastPoll", "lastEvent", "openGaps", "lastError"], Names(root.GetProperty("contracts")[0]));
        Assert.Equal(
            ["account", "contract", "sink", "cursor", "lagSeconds", "expectedLagSeconds", "delivered", "deadLetters", "held",
                "confirmed", "orphaned", "lastError", "lastErrorAt", "missing", "perMinute"],
            Names(root.GetProperty("lanes")[0]));
        Assert.Equal(20, root.GetProperty("lanes")[0].GetProperty("lagSeconds").GetInt64());
        Assert.Equal("2026-11-22T02:59:40Z", root.GetProperty("lanes")[0].GetProperty("cursor").GetString());
        Assert.True(root.GetProperty("ready").GetBoolean());
    }

    [Fact]
    public void What_is_not_known_is_null()
    {
        using var document = JsonDocument.Parse(StatusDocument.Write(Status.Good() with { LastTick = null }));
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("lastTick").ValueKind);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("lanes")[0].GetProperty("lastError").ValueKind);
    }

    [Fact]
    public void It_is_safe_on_a_terminal()
    {
        var text = StatusDocument.Write(Status.Good(Status.Lane("1\u001b[2J\u202e\u007f", "<b>\n")));
        Assert.DoesNotContain(text, character => character != '\n' && (char.IsControl(character) || character > '~'));
        Assert.DoesNotContain("<b>", text, StringComparison.Ordinal);
    }

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
