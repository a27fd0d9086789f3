using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Mappers;

/// <summary>
/// Random JSON objects, as texts, that often hit the places the mappers know, with every kind of value there, strange
/// strings and spellings, repeated members and white space.
/// </summary>
internal static class RandomJson
{
    private static readonly string[] Names =
    [
        "@uuid", "meta", "principal", "event", "auditVersion", "requestId", "queueRefId", "time", "transactionId", "sourceIP",
        "identity", "sourceService", "serviceHost", "contractNumber", "username", "type", "status", "message", "param", "resources",
        "action", "uri", "initiator", "errorCode", "error", "httpStatus", "messages", "id", "other", "", "a.b", "typ\\u0065",
        "nul\\u0000l", "\\ud800", "ü", "ionos_event_id", "unmapped", "\\\"", "x=y|z",
    ];

    private static readonly string[] Texts =
    [
        "", "sec.user.create", "sec.group.delete", "vr.server.update", "DONE", "FAILED", "Error", "DCDUserEvent", "GenerateToken", "POST",
        "get", "login", "user", "group", "k8s-cluster", "kubernetesNode", "user@example.com", "a\\u0040b.c", "203.0.113.42, ::1,203.0.113.42",
        "fe80::1%eth0", "01.2.3.4", "/x?y#z", "https:\\/\\/u@h:1\\/p?q", "404", "599", "600", "2016-09-23T12:02:52.394Z",
        "2016-09-23T14:02:52.123456789+02:00", "yesterday", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "a\\nb\\r\\tc", "\\u0000", "\\\\u0000",
        "=|\\\\\\\"", "\\u2028\\u0085\\u001b[0m", "ünïcödé 😀", "-", "null", "18446744073709551616",
    ];

    private static readonly string[] Scalars =
        ["null", "true", "false", "0", "-1", "404", "1.5e300", "0.1", "18446744073709551616", "123456789012345678901234567890", "1E400", "-0.0"];

    public static readonly Gen<string> Objects = Gen.Sized(size => Object(Math.Min(size / 6, 6)));

    /// <summary>Objects with the shape of an event at their top.</summary>
    public static readonly Gen<string> Events = Gen.Sized(size =>
        from meta in Object(1)
        from principal in Object(2)
        from activity in Object(Math.Min(size / 8, 5))
        from other in Object(2)
        select $$"""{"meta":{{meta}},"principal":{{principal}},"event":{{activity}},"more":{{other}}}""");

    public static readonly Arbitrary<string> Any = Gen.OneOf(Objects, Events).ToArbitrary();

    private static Gen<string> Object(int depth) =>
        from count in Gen.Choose(0, 6)
        from members in Member(depth).ListOf(count)
        from space in Gen.Elements("", "", "", " ", "\n\t")
        select "{" + space + string.Join("," + space, members) + space + "}";

    private static Gen<string> Member(int depth) =>
        from name in Gen.Elements(Names)
        from value in Value(depth)
        select $"\"{name}\":{value}";

    private static Gen<string> Value(int depth)
    {
        var text = Gen.Elements(Texts).Select(text => $"\"{text}\"");
        var free = ArbMap.Default.GeneratorFor<string>().Select(Quote);
        var flat = Gen.Frequency((6, text), (3, Gen.Elements(Scalars)), (1, free));
        return depth <= 0 ? flat : Gen.Frequency((2, flat), (3, Object(depth - 1)), (2, Array(depth - 1)));
    }

    private static Gen<string> Array(int depth) =>
        from count in Gen.Choose(0, 3)
        from items in Value(depth).ListOf(count)
        select $"[{string.Join(",", items)}]";

    private static string Quote(string? text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var unit in text ?? "")
        {
            if (unit is >= ' ' and not ('"' or '\\') && !char.IsSurrogate(unit))
                quoted.Append(unit);
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        return quoted.Append('"').ToString();
    }
}
