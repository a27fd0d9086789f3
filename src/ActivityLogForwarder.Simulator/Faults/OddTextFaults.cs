using System.Text.Json.Nodes;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>What strings may hold, and how large and deep an event may be.</summary>
internal static class OddTextFaults
{
    private const string Hostile = "a\r\nb|c=d\te\\f\"g'h<script>alert(1)</script>\u001b[31m\u0000\u0085\u2028]&%0A{i}";

    public static readonly FaultKind[] All =
    [
        EventFaults.Kind("odd-principal", "Some sourceIP are absent, empty, IPv6, a list or a host name; some user names absent, no address or Unicode.", 2, OddPrincipal),
        EventFaults.Kind("odd-text", "Line breaks, |, =, tabs, backslashes, quotes, control characters and markup stand in some strings.", 3, OddText),
        EventFaults.Kind("unknown-members", "Some events have members that nobody has heard of, repeated ones, huge numbers and lone surrogates.", 3,
            (source, _) => source["meta"]!["x-meta"] = new JsonArray(1, null, new JsonObject { ["deep"] = true }),
            tail: """,  "x-twice":1,"x-twice":"2","x-number":1.0e400,"x-exact":12345678901234567890.10,"x-text":"\ud800 \u0041\/" , "" : {"":[]} """),
        new("big-event", "Some events are huge.", [new("bytes", FaultValue.Number, "1000000", "how many bytes are added"), Trigger.EveryEvent(1000)],
            arguments => new EventFault(Trigger.Events(arguments, "big-event"), (source, _) => source["event"]!["description"] = new string('x', arguments.Number("bytes")))),
        new("deep-event", "Some events are deeply nested.", [new("levels", FaultValue.Number, "60", "how many levels are added"), Trigger.EveryEvent(100)],
            arguments => new EventFault(Trigger.Events(arguments, "deep-event"), (_, _) => { })
            {
                Tail = $",\"x-deep\":{string.Concat(Enumerable.Repeat("{\"a\":", arguments.Number("levels")))}1{new string('}', arguments.Number("levels"))}",
            }),
    ];

    private static void OddPrincipal(JsonObject source, long index)
    {
        var principal = source["principal"]!.AsObject();
        switch (Trigger.Variant(index, 6))
        {
            case 0:
                principal.Remove("sourceIP");
                break;
            case 1:
                principal["sourceIP"] = "";
                break;
            default:
                principal["sourceIP"] = EventFaults.Pick(index / 6, "2001:db8::1", "fe80::1%eth0", "203.0.113.7, 2001:db8::2,198.51.100.9", "proxy-7.example.com", "010.1.1.1");
                break;
        }

        var identity = principal["identity"]!.AsObject();
        switch (Trigger.Variant(index + 1, 4))
        {
            case 0:
                identity.Remove("username");
                break;
            case 1:
                identity["username"] = "root";
                break;
            case 2:
                identity["username"] = "Jürgen Müßig 用户 👩‍🚀@exämple.de";
                break;
        }
    }

    private static void OddText(JsonObject source, long index)
    {
        switch (Trigger.Variant(index, 5))
        {
            case 0:
                source["principal"]!["identity"]!["username"] = Hostile;
                break;
            case 1:
                source["event"]!["message"] = Hostile;
                break;
            case 2:
                source["event"]!["type"] = Hostile;
                break;
            case 3:
                source["meta"]!["requestId"] = Hostile;
                break;
            default:
                if (source["event"]!["param"] is JsonObject param)
                    param["uri"] = "https://api.ionos.com/" + Hostile;
                if (source["event"]!["resources"] is JsonArray { Count: > 0 } resources)
                    resources[0]!["id"] = Hostile;
                break;
        }
    }
}
