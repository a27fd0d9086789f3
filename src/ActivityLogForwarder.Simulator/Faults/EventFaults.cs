using System.Globalization;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Simulator.Activities;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>What may be odd about the members of an event.</summary>
internal static class EventFaults
{
    public static readonly FaultKind[] All =
    [
        Kind("types", "Some auditVersion, contractNumber, httpStatus, errorCode and resource ids are numbers, some queueRefId are strings.", 2, Types),
        Kind("no-uuid", "Events lack @uuid.", 1, (source, _) => source.Remove("@uuid")),
        Kind("odd-uuid", "Some @uuid are null, empty, a number, an object, upper-case, 200 characters long or not ASCII.", 5, OddUuid),
        Kind("odd-param", "Some param are empty, null, absent or have unknown members.", 2, OddParam),
        Kind("odd-resources", "Some resources are absent, null or empty.", 3, OddResources),
        Kind("odd-action", "Some resources have an empty list, null or a plain string for an action.", 3, OddAction),
        Kind("time-formats", "Times have 0, 3, 6 or 9 fraction digits, and Z, +00:00 or +02:00.", 1, TimeFormats),
        Kind("time-missing", "Some events have no time.", 10, (source, _) => source["meta"]!.AsObject().Remove("time")),
        Kind("time-unparsable", "Some times cannot be read.", 10, (source, index) =>
            source["meta"]!["time"] = Pick(index, "yesterday", "2016-09-23 12:02:52", "2016-13-45T99:99:99Z", "", "1474632172394")),
        Kind("unknown-types", "Some events have a type, status or service that nobody has heard of.", 5, UnknownTypes),
        Kind("long-numbers", "Some contract numbers have 20 digits, some queueRefId exceed 32 or 64 bits.", 2, LongNumbers),
        Kind("reseller", "The principal's contract is another than the one in the path.", 1, (source, index) =>
            source["principal"]!["identity"]!["contractNumber"] = Pick(index, "31000000", "31000007")),
        Kind("same-request", "All events of a thousand have one requestId.", 1, (source, index) =>
            source["meta"]!["requestId"] = Dice.Uuid((ulong)(index / 1000)).ToString()),
    ];

    internal static FaultKind Kind(string name, string does, int every, Action<JsonObject, long> change, string tail = "") => new(
        name, does, [Trigger.EveryEvent(every)],
        arguments => new EventFault(Trigger.Events(arguments, name), change) { Tail = tail });

    internal static string Pick(long index, params ReadOnlySpan<string> from) => from[Trigger.Variant(index, from.Length)];

    private static void Types(JsonObject source, long index)
    {
        var bits = Trigger.Variant(index, 63) + 1;
        var meta = source["meta"]!;
        var identity = source["principal"]!["identity"]!;
        if ((bits & 1) != 0)
            meta["auditVersion"] = JsonNode.Parse("0.1");
        if ((bits & 2) != 0)
            identity["contractNumber"] = JsonNode.Parse(identity["contractNumber"]!.ToString());
        if ((bits & 4) != 0)
            meta["queueRefId"] = meta["queueRefId"]!.ToString();
        if ((bits & 8) != 0 && source["event"]!["resources"] is JsonArray { Count: > 0 } resources)
            resources[0]!["id"] = (int)(index % 100_000);
        if ((bits & 16) != 0 && source["event"]!["param"]?["errorCode"] is { } code)
            source["event"]!["param"]!["errorCode"] = JsonNode.Parse(code.ToString());
        if ((bits & 32) != 0 && source["event"]!["param"]?["error"] is JsonObject error)
        {
            error["httpStatus"] = JsonNode.Parse(error["httpStatus"]!.ToString());
            error["messages"]![0]!["errorCode"] = JsonNode.Parse(error["messages"]![0]!["errorCode"]!.ToString());
        }
    }

    private static void OddUuid(JsonObject source, long index) => source["@uuid"] = Trigger.Variant(index, 7) switch
    {
        0 => null,
        1 => "",
        2 => index,
        3 => new JsonObject { ["value"] = index },
        4 => source["@uuid"]?.ToString().ToUpperInvariant(),
        5 => new string('a', 200) + index.ToString(CultureInfo.InvariantCulture),
        _ => "Kennung-Ä-" + index.ToString(CultureInfo.InvariantCulture),
    };

    private static void OddParam(JsonObject source, long index)
    {
        var activity = source["event"]!.AsObject();
        switch (Trigger.Variant(index, 4))
        {
            case 0:
                activity["param"] = new JsonObject();
                break;
            case 1:
                activity["param"] = null;
                break;
            case 2:
                activity.Remove("param");
                break;
            default:
                if (activity["param"] is JsonObject param)
                    param["x-unknown"] = new JsonObject { ["list"] = new JsonArray(1, "two", null, true), ["depth"] = new JsonObject { ["a"] = 1.50 } };
                break;
        }
    }

    private static void OddResources(JsonObject source, long index)
    {
        var activity = source["event"]!.AsObject();
        if (Trigger.Variant(index, 3) == 0)
            activity.Remove("resources");
        else
            activity["resources"] = Trigger.Variant(index, 3) == 1 ? null : new JsonArray();
    }

    private static void OddAction(JsonObject source, long index)
    {
        if (source["event"]!["resources"] is not JsonArray { Count: > 0 } resources)
            return;
        resources[0]!["action"] = Trigger.Variant(index, 3) switch { 0 => new JsonArray(), 1 => null, _ => "vr.server.update" };
    }

    private static void TimeFormats(JsonObject source, long index)
    {
        if (source["meta"]!["time"] is not JsonValue value
            || !DateTimeOffset.TryParseExact(value.ToString(), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return;
        var zone = Trigger.Variant(index + 1, 3);
        var local = zone == 2 ? time.ToOffset(TimeSpan.FromHours(2)) : time;
        var fraction = Pick(index, "", ".fff", ".fff'000'", ".fff'000000'");
        source["meta"]!["time"] = local.ToString($"yyyy-MM-dd'T'HH:mm:ss{fraction}", CultureInfo.InvariantCulture) + zone switch { 0 => "Z", 1 => "+00:00", _ => "+02:00" };
    }

    private static void UnknownTypes(JsonObject source, long index)
    {
        switch (Trigger.Variant(index, 3))
        {
            case 0:
                source["event"]!["type"] = Pick(index / 3, "QuantumEvent", "x.y.z", "type with spaces");
                break;
            case 1:
                source["event"]!["status"] = Pick(index / 3, "PENDING", "done", "UNKNOWN_7");
                break;
            default:
                source["principal"]!["sourceService"] = "FutureService_V99";
                break;
        }
    }

    private static void LongNumbers(JsonObject source, long index)
    {
        source["principal"]!["identity"]!["contractNumber"] = JsonNode.Parse(Pick(index, "\"31720060317200603172\"", "31720060317200603172"));
        source["meta"]!["queueRefId"] = JsonNode.Parse(Pick(index / 2, "2147483648", "9223372036854775808", "31720060317200603172"));
    }
}
